import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import connection

from benchmarks import asked, pages
from benchmarks.people import People
from portal.home.setting_up import set_up_site


class Command(BaseCommand):
    help = "Fills the scratch database, which is empty, with 100,000 members; or writes what is asked of it."

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--facts", type=Path)

    def handle(self, *args, **options):
        if options["facts"]:
            session = pages.session_of(pages.reader())
            facts = {"session": session, **asked.facts(options["seed"], session)}
            options["facts"].write_text(json.dumps(facts, indent=1))
            return
        began = time.monotonic()
        set_up_site()
        People(options["seed"]).everything()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self.stdout.write(f"  {time.monotonic() - began:5.0f} s  100,000 members are in the directory")
