"""Bring the database up to date and make sure that there is something to look at, in one process.

Starting Django takes seconds; `make run` would otherwise do it three times. Writes the list of the
demonstration's accounts into the file that it is given.
"""

import sys
from pathlib import Path

import django
from django.core.management import call_command


def main(accounts: Path) -> None:
    django.setup()
    call_command("migrate", interactive=False)
    call_command("demo")
    with accounts.open("w", encoding="utf-8") as file:
        call_command("demo", accounts=True, stdout=file)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
