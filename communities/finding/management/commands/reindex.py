from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from communities.finding import indexing


class Command(BaseCommand):
    help = "Makes the search index and the directory again from what they are derived from."

    def handle(self, *args, **options):
        indexing.rebuild(lambda name, count: self.stdout.write(f"{name}: {count} documents"))
        for path in settings.FINDING_REBUILDS.values():
            import_string(path)(lambda name, count: self.stdout.write(f"{name}: {count} entries"))
