"""What is mailed about signing in: plain text, from us, without an address in a link."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.utils import timezone

from tests import make
from tests.signin.conftest import CODE, PASSWORD, SET_PASSWORD, SIGN_IN, add_app, code, enter

TEMPLATES = Path(__file__).parents[2] / "templates"
LETTERS = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_message.txt")
    for room in ("account", "mfa")
    for path in (TEMPLATES / room / "email").glob("*_message.txt")
    if path.name != "base_message.txt"
)


@pytest.mark.parametrize("letter", LETTERS)
def test_each_letter_says_in_words_what_happened_and_what_to_do(letter):
    assert len(LETTERS) >= 14
    context = {
        "current_site": {"name": "Commonplace", "domain": "commonplace.example.gov"},
        "timestamp": timezone.now(),
        "device": "Firefox on Windows",
        "ip": "203.0.113.5",
        "code": "ABCD-EFGH",
        "by": "Sam O'Hara",
        "signup_url": "https://commonplace.example.gov/accounts/signup/",
    }
    subject = render_to_string(f"{letter}_subject.txt", context).strip()
    body = render_to_string(f"{letter}_message.txt", context)
    assert subject and len(subject) < 70 and "\n" not in subject
    assert "<" not in body and "&" not in body and "{" not in body
    assert "commonplace.example.gov" in body


def test_what_is_sent_is_plain_text_from_the_site_and_made_by_a_machine(client, settings):
    settings.DEFAULT_FROM_EMAIL = "Commonplace <no-reply@commonplace.example.gov>"
    enter(client, make.member())
    client.post(SET_PASSWORD, {"password1": PASSWORD, "password2": PASSWORD})
    add_app(client)
    assert len(mail.outbox) == 3
    for letter in mail.outbox:
        assert letter.from_email == settings.DEFAULT_FROM_EMAIL
        assert not letter.alternatives and not letter.attachments
        assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_no_address_of_a_person_stands_in_an_address_of_a_page_or_in_a_log(client, caplog):
    caplog.set_level("DEBUG")
    person = make.member()
    answers = [client.post(SIGN_IN, {"email": person.email, "next": "/people/"}), client.get(CODE)]
    answers.append(client.post(CODE, {"code": "WRONG1"}))
    answers.append(client.post(CODE, {"code": code()}))
    answers.append(client.post("/accounts/login/", {"login": person.email, "password": "wrong"}))
    add_app(client)
    links = [answer.headers.get("Location", "") for answer in answers]
    for letter in mail.outbox:
        links += re.findall(r"https?://\S+", letter.body)
    assert links and not any("@" in link or "%40" in link for link in links)
    assert person.email not in caplog.text
