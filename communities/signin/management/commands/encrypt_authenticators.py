from django.core.management.base import BaseCommand

from communities.signin.encrypting import encrypt_again


class Command(BaseCommand):
    help = (
        "Encrypt the secrets of authenticator apps and recovery codes with the first of AUTHENTICATOR_KEYS."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"{encrypt_again()} secrets are encrypted with the first key.")
