"""Settings: what the live site needs, what it insists on, and that the document lists all of it."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = ROOT / "portal" / "settings"
REQUIRED = {
    "SECRET_KEY": "only-for-this-test-" * 4,
    "DATABASE_URL": "postgres://site@db.internal/site",
    "CACHE_URL": "locmemcache://",
    "EMAIL_URL": "smtp+tls://site:word@mail.internal:587",
    "ALLOWED_HOSTS": "commonplace.example.gov",
    "BASE_URL": "https://commonplace.example.gov",
    "AUTHENTICATOR_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
}
SHOWN = [
    *("DEBUG", "ALLOWED_HOSTS", "BASE_URL", "EMAIL_HOST", "EMAIL_USE_TLS", "SITE_OFFICIAL"),
    *("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"),
    *("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_AGE"),
    *("SESSION_EXPIRE_AT_BROWSER_CLOSE", "AUTHENTICATION_BACKENDS", "CONTENT_SECURITY_POLICY"),
    *("X_FRAME_OPTIONS", "SECURE_CONTENT_TYPE_NOSNIFF", "SECURE_REFERRER_POLICY"),
]
READERS = ("env.str", "env.int", "env.bool", "env.list")


def start(code: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run Python with nothing in its environment but this and the way to itself."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    settings = {"DJANGO_SETTINGS_MODULE": "portal.settings.production"}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=keep | settings | env, capture_output=True, text=True)


@pytest.fixture(scope="module")
def live() -> dict:
    """The settings of the live site."""
    code = "import json; from django.conf import settings as s; "
    code += f"print(json.dumps({{n: getattr(s, n, None) for n in {SHOWN}}}, default=str))"
    result = start(code, REQUIRED)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, "", "  "], ids=["absent", "empty", "blank"])
def test_the_live_site_refuses_to_start_without_what_it_needs_and_says_what(name, value):
    env = {key: given for key, given in REQUIRED.items() if key != name} | (
        {} if value is None else {name: value}
    )
    result = start("import portal.settings.production", env)
    assert result.returncode != 0
    said = result.stderr.strip().splitlines()[-1]
    assert said.endswith(f"Set these in the environment: {name}. See docs/settings.md.")


def test_everything_that_is_missing_is_named_at_once():
    result = start("import portal.settings.production", {})
    assert ", ".join(REQUIRED) in result.stderr


def test_the_live_site_refuses_a_short_key_and_does_not_show_it():
    result = start("import portal.settings.production", REQUIRED | {"SECRET_KEY": "hunter2-short"})
    assert "SECRET_KEY needs at least 50 characters" in result.stderr and "hunter2" not in result.stderr


def test_the_live_site_shows_no_errors_and_speaks_only_through_tls(live):
    assert live["DEBUG"] is False
    assert live["SECURE_SSL_REDIRECT"] and live["SESSION_COOKIE_SECURE"] and live["CSRF_COOKIE_SECURE"]
    assert live["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600 and live["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert live["EMAIL_HOST"] == "mail.internal" and live["EMAIL_USE_TLS"]
    assert live["ALLOWED_HOSTS"] == ["commonplace.example.gov"]


def test_the_live_site_tells_browsers_to_trust_nothing_but_itself(live):
    directives = live["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"] and directives["script-src"] == ["'self'"]
    assert directives["frame-ancestors"] == directives["base-uri"] == ["'none'"]
    assert "unsafe" not in str(directives)
    assert live["X_FRAME_OPTIONS"] == "DENY" and live["SECURE_CONTENT_TYPE_NOSNIFF"]
    assert live["SECURE_REFERRER_POLICY"] == "same-origin" and live["SESSION_COOKIE_HTTPONLY"]


def test_a_session_ends_after_twelve_hours_and_with_the_browser(live):
    assert live["SESSION_COOKIE_AGE"] == 12 * 3600 and live["SESSION_EXPIRE_AT_BROWSER_CLOSE"]


@pytest.mark.parametrize(
    "key", ["hunter2-short", "hunter2-" * 5, "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=,hunter2"]
)
def test_the_live_site_refuses_keys_that_encrypt_nothing_and_does_not_show_them(key):
    result = start("import portal.settings.production", REQUIRED | {"AUTHENTICATOR_KEYS": key})
    assert result.returncode != 0
    assert (
        "AUTHENTICATOR_KEYS: each key is 32 random bytes" in result.stderr and "hunter2" not in result.stderr
    )


def test_nobody_signs_in_by_a_second_door(live):
    assert live["AUTHENTICATION_BACKENDS"] == ["communities.signin.backends.MemberBackend"]


def test_a_site_is_not_official_unless_it_is_told_so(live):
    assert live["SITE_OFFICIAL"] is False


def test_the_live_site_passes_the_checks_of_django_for_what_goes_live():
    code = "import django; django.setup(); from django.core.management import call_command as c; "
    result = start(code + "c('check', deploy=True, fail_level='WARNING')", REQUIRED)
    assert result.returncode == 0, result.stderr


def test_a_developers_machine_says_how_to_get_a_database():
    result = start("import portal.settings.dev", {"DJANGO_SETTINGS_MODULE": "portal.settings.dev"})
    assert "make run" in result.stderr and result.returncode != 0


# --- the document ---------------------------------------------------------------------------------


def read_by_the_code() -> dict[str, str]:
    """Each variable that the settings read, with its default as text."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SETTINGS.glob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    reads = [
        call for call in calls if ast.unparse(call.func) in READERS and isinstance(call.args[0], ast.Constant)
    ]
    defaults = {
        call.args[0].value: next(
            ast.literal_eval(word.value) for word in call.keywords if word.arg == "default"
        )
        for call in reads
    }
    return {name: str(default) if default not in ("", []) else "" for name, default in defaults.items()}


def table() -> dict[str, tuple[str, ...]]:
    """docs/settings.md: meaning, default and where it is required, by variable."""
    rows = {}
    for line in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines():
        if match := re.match(r"\| `([A-Z_]+)` \|(.*)\|$", line):
            rows[match[1]] = tuple(cell.strip().strip("`") for cell in match[2].split("|"))
    return rows


def test_the_document_lists_exactly_what_the_settings_read_with_its_defaults():
    read = read_by_the_code()
    assert len(read) >= 14
    assert {name: default for name, (_meaning, default, _where) in table().items()} == read
    assert all(len(meaning) > 15 for meaning, _default, _where in table().values())


def test_the_document_says_what_the_live_site_requires():
    assert {name for name, (*_rest, where) in table().items() if where == "production"} == set(REQUIRED)


def test_the_environment_is_read_in_one_place_only():
    paths = [path for floor in ("portal", "toolkits", "communities") for path in (ROOT / floor).rglob("*.py")]
    assert len(paths) >= 100
    reading = {
        str(path.relative_to(ROOT))
        for path in paths
        if re.search(r"\bos\.environ\b|\bgetenv\b|\bimport environ\b", path.read_text(encoding="utf-8"))
    }
    assert reading == {"portal/settings/environment.py", "portal/wsgi.py"}
