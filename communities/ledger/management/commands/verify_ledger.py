from django.core.management.base import BaseCommand, CommandError

from communities.ledger.models import Seal
from communities.ledger.sealing import first_broken


class Command(BaseCommand):
    help = "Check the sealed batches of the ledger, and name the first that was changed afterwards."

    def handle(self, **options) -> None:
        """Say that all is as it was sealed; else raise with the batch."""
        broken = first_broken()
        if broken:
            words = (
                f"Batch {broken.pk} is not what was sealed on {broken.sealed_at:%Y-%m-%d}: entries {broken}."
            )
            raise CommandError(words)
        self.stdout.write(f"{Seal.objects.count()} batches are as they were sealed.")
