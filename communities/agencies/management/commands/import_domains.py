from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from communities.agencies import importing
from communities.agencies.comparing import Difference
from communities.agencies.registry import GOV, MIL, BadFile


class Command(BaseCommand):
    help = (
        "Loads the .gov registry or the .mil table, or without either those that come with this version: "
        "all of it, or nothing with the lines that are wrong."
    )

    def add_arguments(self, parser):
        parser.add_argument("--gov", type=Path, help="a registry file, as published")
        parser.add_argument("--mil", type=Path, help="the table of .mil domains")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument("--force", action="store_true", help="also when many domains would end")

    def handle(self, *args, gov, mil, dry_run, force, **options):
        if gov is None and mil is None:
            gov, mil = GOV, MIL
        try:
            found = importing.preview(gov=gov, mil=mil)
            if dry_run:
                self._tell(found)
                return
            if any(each.drastic for _path, each in found) and not force:
                raise CommandError(
                    "So many domains would end that a file may be cut off. See --dry-run; --force does it."
                )
            done = importing.import_domains(gov=gov, mil=mil)
        except (BadFile, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{done.domains} domains of {done.agencies} agencies "
            f"({done.added} new, {done.changed} changed, {done.reopened} reopened, {done.gone} gone)"
        )

    def _tell(self, found: list[tuple[Path, Difference]]) -> None:
        for path, each in found:
            counts = ", ".join(f"{count} {kind}" for kind, count in each.counts.items())
            self.stdout.write(f"{path.name}: {counts}, {each.unchanged} unchanged, {each.kept} decided here")
            for kind, domain, was, now in each.as_lines():
                self.stdout.write(f"{kind}\t{domain}\t{was}\t{now}")
