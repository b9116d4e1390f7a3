from django.core.management.base import BaseCommand, CommandError

from communities.members.models import User
from communities.signin.sso.binding import release


class Command(BaseCommand):
    help = "Untie an account from whoever signs in to it by single sign-on."

    def add_arguments(self, parser):
        parser.add_argument("address", help="the e-mail address of the account")
        parser.add_argument("--reason", required=True, help="why; it stays in the ledger")

    def handle(self, *args, address, reason, **options):
        person = User.objects.filter(email__iexact=address).first()
        if person is None:
            raise CommandError("No account has this address.")
        if not release(person, by=None, reason=reason):
            raise CommandError("Nobody signs in to this account by single sign-on.")
        self.stdout.write("Untied. The next who proves this address at the provider gets the account.")
