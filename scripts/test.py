"""`make test`: the whole suite on a throw-away PostgreSQL, with a real browser.

ARGS are pytest's, for instance: make test ARGS="tests/communities -k reply -n 0"
"""

import os
import sys

from scripts import assets, browser, database
from scripts.common import PYTHON, ROOT, end_on_signals, run_in_front

PYTEST = [PYTHON, "-m", "pytest", "-n", "2", "--dist", "loadfile"]


def main(words: list[str]) -> int:
    end_on_signals()
    assets.build()
    chromium = browser.find_or_install()
    with database.throwaway() as env:
        env |= {"CHROMIUM": chromium, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
        return run_in_front([*PYTEST, *words], env)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
