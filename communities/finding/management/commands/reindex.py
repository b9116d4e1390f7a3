from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from communities.finding import meaning, rebuilding, spelling


class Command(BaseCommand):
    help = (
        "Makes the search index and the directory again from what they are derived from, while people write."
    )

    def add_arguments(self, parser):
        parser.add_argument("--only", default="", choices=["", *settings.FINDING_SOURCES], help="one source")
        parser.add_argument("--after", type=int, default=0, help="with --only: go on after this key")
        parser.add_argument("--check", action="store_true", help="change nothing, and list what differs")

    def handle(self, *args, only, after, check, **options):
        if check:
            return self.check_documents()
        if missing := meaning.prepare():
            self.stderr.write(f"Without meanings: {missing}")
        rebuilding.rebuild(self.say, only=only, after=after)
        self.stdout.write(f"words: {spelling.learn()}")
        for path in {} if only else settings.FINDING_REBUILDS.values():
            import_string(path)(lambda name, count: self.stdout.write(f"{name}: {count} entries"))
        return None

    def say(self, name: str, count: int, key: int) -> None:
        self.stdout.write(f"{name}: {count} (go on with --only {name} --after {key})")

    def check_documents(self) -> None:
        """Fail, for whoever runs this from a script, when a document is not what its source says."""
        found = 0
        for found, line in enumerate(rebuilding.differences(), 1):  # noqa: B007 (the last number is the count)
            self.stdout.write(line)
        self.stdout.write(f"{found} documents differ")
        if found:
            raise SystemExit(1)
