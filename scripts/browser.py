"""Find a Chromium for the browser tests, or install one where that is possible.

`CHROMIUM=/path/to/chromium make test` names another one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.common import PYTHON, ROOT, fail, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_or_install() -> str:
    """The path of a Chromium that really starts."""
    found = find()
    if found:
        return found
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    say("No Chromium for the browser tests: installing one …")
    for command in _ways_to_install():
        say("  " + " ".join(command))
        done = subprocess.run(command, stdin=subprocess.DEVNULL, env=env)
        found = find() if done.returncode == 0 else None
        if found:
            return found
    fail(
        "The tests need Chromium, and it could not be installed (the reasons are above).",
        f"Run this once: sudo '{PYTHON}' -m playwright install --with-deps chromium   (or install your "
        "system's package chromium, or say CHROMIUM=/path/to/chromium make test)",
    )


def find() -> str | None:
    return next((path for path in _candidates() if _starts(path)), None)


def _candidates() -> Iterator[str]:
    if os.environ.get("CHROMIUM"):
        yield os.environ["CHROMIUM"]
    yield from filter(None, map(shutil.which, NAMES))
    yield from PLACES
    for cache in _playwright_caches():
        for pattern in ("chromium-*/chrome-*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"):
            yield from map(str, sorted(cache.glob(pattern), reverse=True))


def _playwright_caches() -> list[Path]:
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    return [
        *([Path(named)] if named else []),
        Path.home() / ".cache" / "ms-playwright",
        Path.home() / "Library" / "Caches" / "ms-playwright",
    ]


def _starts(path: str) -> bool:
    """A file by that name is not enough: some are only signposts to a package, or miss a system library."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _ways_to_install() -> Iterator[list[str]]:
    root = os.geteuid() == 0
    if root and shutil.which("apt-get"):
        install = "apt-get install -y -qq --no-install-recommends chromium fonts-liberation"
        yield ["sh", "-c", f"apt-get update -qq && {install}"]
        yield [PYTHON, "-m", "playwright", "install", "--with-deps", "chromium"]
    yield [PYTHON, "-m", "playwright", "install", "chromium"]


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.stdout.write(find_or_install() + "\n")
