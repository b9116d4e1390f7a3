from django.core.management.base import BaseCommand
from django.db import transaction

from communities.discussions import counting


class Command(BaseCommand):
    help = "Makes every counter of topics, posts and communities again from its rows."

    @transaction.atomic
    def handle(self, *args, **options):
        counting.recount_all()
        self.stdout.write("All counters are made again.")
