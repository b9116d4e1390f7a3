"""`make check`: everything that can be said about the code without running the tests, one line for each."""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from scripts import assets, database
from scripts.common import MANAGE, PYTHON, ROOT, end_on_signals, run_captured

# What production demands of its environment; none of it leads anywhere.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "SECRET_KEY": "for the deployment check only 0123456789 abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "commonplace.example.gov",
    "CSRF_TRUSTED_ORIGINS": "https://commonplace.example.gov",
    "BASE_URL": "https://commonplace.example.gov",
    "CACHE_URL": "rediscache://localhost:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@localhost:587",
    "DEFAULT_FROM_EMAIL": "Commonplace <no-reply@example.gov>",
    "AUTHENTICATOR_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
}

CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("lint", [PYTHON, "-m", "ruff", "check", "."], {}),
    ("format", [PYTHON, "-m", "ruff", "format", "--check", "."], {}),
    ("types", [PYTHON, "-m", "mypy"], {}),
    (
        "layers",
        [PYTHON, "-m", "pytest", "-q", "tests/everywhere", "-k", "layers"],
        {},
    ),
    ("templates", [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"], {}),
    ("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    ("django", [*MANAGE, "check", "--fail-level", "WARNING"], {}),
    ("deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
]
NOTHING_COLLECTED = 5
AT_ONCE = 2


def main() -> int:
    end_on_signals()
    assets.build()
    with database.throwaway() as env, ThreadPoolExecutor(AT_ONCE) as pool:
        env["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
        passed = list(pool.map(lambda check: _passes(check[0], check[1], {**env, **check[2]}), CHECKS))
    failed = [check[0] for check, good in zip(CHECKS, passed, strict=True) if not good]
    print(f"\n✗ failed: {', '.join(failed)}" if failed else "\n✓ all checks passed")
    return 1 if failed else 0


def _passes(name: str, command: list[str], env: dict[str, str]) -> bool:
    began = time.monotonic()
    result = run_captured(command, env)
    good = result.returncode == 0 or (name == "layers" and result.returncode == NOTHING_COLLECTED)
    words = "" if good else result.stdout.rstrip() + "\n"
    print(f"{words}{'✓' if good else '✗'} {name:<12} {time.monotonic() - began:5.1f} s", flush=True)
    return good


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
