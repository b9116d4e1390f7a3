from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from communities.agencies import importing


class Command(BaseCommand):
    help = "Loads the .gov registry and the .mil table: all of it, or nothing with the lines that are wrong."

    def add_arguments(self, parser):
        parser.add_argument("--gov", type=Path, default=importing.GOV, help="a registry file, as published")
        parser.add_argument("--mil", type=Path, default=importing.MIL, help="the table of .mil domains")

    def handle(self, *args, gov, mil, **options):
        try:
            done = importing.import_domains(gov=gov, mil=mil)
        except (importing.BadFile, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{done.domains} domains of {done.agencies} agencies ({done.added} domains new)")
