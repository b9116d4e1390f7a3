import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand

from benchmarks import pages

REPLIES = 200


class Command(BaseCommand):
    help = "Writes what is measured, a member's session, and what each page asks of the database, as JSON."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--only", default="")

    def handle(self, *args, **options):
        session = pages.session_of(pages.reader())
        works = [work for work in pages.works(options["seed"]) if _wanted(work.name, options["only"])]
        facts = {
            "session": session,
            "works": [{**asdict(work), "counted": pages.count(work, session)} for work in works],
            "reply_topics": pages.reply_topics(REPLIES),
        }
        options["file"].write_text(json.dumps(facts, indent=1))


def _wanted(name: str, only: str) -> bool:
    """The floor is always measured."""
    return only in name or name.startswith(("C", "T"))
