"""Signing in as people do: with codes that are mailed, passwords, and the codes of an authenticator app."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.db import transaction
from django.utils import timezone

from tests import make

SIGN_IN, CODE = "/accounts/login/code/", "/accounts/login/code/confirm/"
PASSWORD_DOOR, SECOND_STEP = "/accounts/login/", "/accounts/2fa/authenticate/"
PAGE = "/account/signing-in/"
ADD_APP, SET_PASSWORD = "/accounts/2fa/totp/activate/", "/accounts/password/set/"
PASSWORD = "three words in a row"


@pytest.fixture(autouse=True)
def place(site):
    """The site, and one known domain."""
    make.domain("epa.gov")
    return site


@pytest.fixture(autouse=True)
def committed(monkeypatch):
    """A test's transaction never commits: what waits for that (allauth's mail about an app) goes at once."""
    monkeypatch.setattr(transaction, "on_commit", lambda work, **how: work())


def code() -> str:
    """The code in the latest mail."""
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]


def enter(client, person, next_: str = ""):
    """Sign in by a code; what the site answers to the code."""
    person.emailaddress_set.get_or_create(email=person.email, verified=True, primary=True)
    client.post(SIGN_IN, {"email": person.email, "next": next_})
    return client.post(CODE, {"code": code(), "next": next_})


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def app_code(secret: str) -> str:
    """What an authenticator app shows now for its key."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def add_app(client) -> str:
    """Set up an authenticator app; returns its key."""
    page = client.get(ADD_APP).content.decode()
    secret = re.search(r'<code class="app-key">(\w+)</code>', page)[1]
    answer = client.post(ADD_APP, {"code": app_code(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


@pytest.fixture
def later(monkeypatch):
    """Let time pass: `later(minutes=31)`."""
    real = timezone.now
    passed = timedelta()

    def pass_time(**how):
        nonlocal passed
        passed += timedelta(**how)
        monkeypatch.setattr(timezone, "now", lambda: real() + passed)

    return pass_time


def words(response) -> str:
    """A page without what differs between any two: the token, and the address that was typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"[\w.]+@epa\.gov", "ADDRESS", page))
