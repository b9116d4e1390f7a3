from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q

from communities.agencies.importing import import_domains
from communities.members.models import User
from communities.spaces.models import Community
from portal.demo.accounts import table
from portal.demo.seeding import seed
from portal.home.setting_up import set_up_site


class Command(BaseCommand):
    help = "Writes the demonstration community. Refuses where real members are."

    def add_arguments(self, parser):
        parser.add_argument(
            "--accounts", action="store_true", help="print who to sign in as, and do nothing else"
        )

    def handle(self, *args, accounts: bool = False, **options):
        if accounts:
            self.stdout.write(table())
            return
        if User.objects.filter(email__endswith="+demo@epa.gov").exists() and Community.objects.exists():
            self.stdout.write("The demonstration community is there already.")
            return
        self._refuse_beside_real_members()
        with transaction.atomic():
            self._write()

    def _refuse_beside_real_members(self) -> None:
        if User.objects.filter(~Q(email__contains="+demo@")).exists():
            raise CommandError(
                "There are real members here. A demonstration is written to an empty site only."
            )

    def _write(self) -> None:
        done = import_domains()
        self._say(f"{done.domains} e-mail domains of {done.agencies} agencies")
        set_up_site()
        seed(self._say)

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
