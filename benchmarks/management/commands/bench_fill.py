import time

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from benchmarks import documents
from benchmarks.filling import Filling
from benchmarks.invented import html_of, source_of
from benchmarks.planning import Plan
from communities.kit import text
from portal.home.setting_up import set_up_site

SAMPLE = 50


class Command(BaseCommand):
    help = "Fills the scratch database, which is empty, with the invented community."

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=int, required=True)
        parser.add_argument("--seed", type=int, required=True)

    def handle(self, *args, **options):
        self.began = time.monotonic()
        set_up_site()
        filling = Filling(Plan(options["scale"], options["seed"]))
        self._check_html(filling)
        with transaction.atomic():
            filling.everything()
            self._say("tables are written")
        self._say("and committed")
        self._say(f"{documents.write():,} search documents are written")
        documents.check()
        self._say("a sample of documents is what a reply would write")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self._say("statistics are up to date")

    def _check_html(self, filling: Filling) -> None:
        """Raise AssertionError when the cheap paragraphs are not what the site's renderer makes."""
        for _each in range(SAMPLE):
            said = filling.writer.paragraphs()
            assert text.render(source_of(said)).html == html_of(said), "the renderer makes something else"

    def _say(self, words: str) -> None:
        self.stdout.write(f"  {time.monotonic() - self.began:5.0f} s  {words}")
        self.stdout.flush()
