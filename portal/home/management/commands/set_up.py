from django.core.management.base import BaseCommand

from communities.agencies.importing import import_domains
from portal.home.setting_up import set_up_site


class Command(BaseCommand):
    help = "Makes what every site needs: agencies and domains, the first pages, the editors' group."

    def handle(self, *args, **options):
        done = import_domains()
        self.stdout.write(f"{done.domains} e-mail domains of {done.agencies} agencies")
        set_up_site()
        self.stdout.write("home page, toolkits, pages and editors' group are there")
