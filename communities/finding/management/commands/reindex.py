from django.core.management.base import BaseCommand

from communities.finding import indexing


class Command(BaseCommand):
    help = "Makes every document of the search index again from its source."

    def handle(self, *args, **options):
        indexing.rebuild(lambda name, count: self.stdout.write(f"{name}: {count} documents"))
