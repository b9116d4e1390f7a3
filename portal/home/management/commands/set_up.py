from django.core.management.base import BaseCommand

from communities.agencies.importing import import_domains
from communities.agencies.models import Agency, EmailDomain
from portal.home.setting_up import set_up_site


class Command(BaseCommand):
    help = "Makes what every site needs: agencies and domains, the first pages, the editors' group."

    def handle(self, *args, **options):
        if not EmailDomain.objects.exists():  # a site that has some may have newer ones than the files here
            import_domains()
        agencies, domains = Agency.objects.current().count(), EmailDomain.objects.count()
        self.stdout.write(f"{domains} e-mail domains of {agencies} agencies")
        set_up_site()
        self.stdout.write("home page, toolkits, pages and editors' group are there")
