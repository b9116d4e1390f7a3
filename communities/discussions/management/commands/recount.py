from django.core.management.base import BaseCommand

from ... import counting


class Command(BaseCommand):
    help = "Makes every counter of topics, posts and communities again from its rows."

    def handle(self, *args, **options):
        counting.recount_all()
        self.stdout.write("All counters are made again.")
