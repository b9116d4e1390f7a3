"""A password is optional, long, and opens only our own door; who forgot it signs in by a code."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail

from communities.members.models import User
from tests import make
from tests.signin.conftest import (
    PAGE,
    PASSWORD,
    PASSWORD_DOOR,
    SET_PASSWORD,
    SIGN_IN,
    enter,
    is_signed_in,
    words,
)
from tests.tools import browser, verbs

OTHER = "quite another row of words"


def with_password(password: str = PASSWORD) -> User:
    person = make.member()
    person.set_password(password)
    person.save()
    return person


def knock(client, email: str, password: str, **fields):
    return client.post(PASSWORD_DOOR, {"login": email, "password": password, **fields})


def test_nobody_has_a_password_until_they_set_one(client):
    person = make.member()
    enter(client, person)
    assert "You have none, and you need none." in client.get(PAGE).content.decode()
    answer = client.post(SET_PASSWORD, {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.headers["Location"] == PAGE
    assert is_signed_in(client)
    assert mail.outbox[-1].subject == "You have set a password"
    assert verbs()[-1] == "member.password_set"
    client.post("/accounts/logout/")
    assert knock(client, person.email, PASSWORD, next="/people/").headers["Location"] == "/people/"


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("fourteen chars", "fourteen chars", "too short"),
        ("123456789987654321", "123456789987654321", "too common"),
        (PASSWORD, OTHER, "You must type the same password each time."),
        ("x" * 257, "x" * 257, "at most 256 characters"),
        ("", "", "Fill this in."),
    ],
)
def test_a_bad_password_is_refused_with_the_reason(client, password, again, sentence):
    person = make.member()
    enter(client, person)
    response = client.post(SET_PASSWORD, {"password1": password, "password2": again})
    assert response.status_code == 200 and sentence in response.content.decode()
    assert not User.objects.get(pk=person.pk).has_usable_password()


def test_who_forgot_the_password_signs_in_by_a_code_and_sets_another_one(client):
    person = with_password()
    assert client.get("/accounts/password/reset/").headers["Location"] == SIGN_IN
    enter(client, person)
    answer = client.post("/accounts/password/change/", {"password1": OTHER, "password2": OTHER})
    assert answer.headers["Location"] == PAGE
    client.post("/accounts/logout/")
    assert knock(client, person.email, PASSWORD).status_code == 200
    assert knock(client, person.email, OTHER).status_code == 302


def test_another_password_ends_the_sessions_elsewhere_and_keeps_this_one(client):
    person = with_password()
    elsewhere = browser()
    enter(elsewhere, person)
    enter(client, person)
    client.post("/accounts/password/change/", {"password1": OTHER, "password2": OTHER})
    assert client.get("/people/").status_code == 200
    assert elsewhere.get("/people/").status_code == 302
    assert "Sign out everywhere else" not in client.get(PAGE).content.decode()


def test_a_password_is_removed_and_no_longer_opens_the_account(client):
    person = with_password()
    enter(client, person)
    assert client.post(f"{PAGE}password/remove/").headers["Location"] == PAGE
    assert client.get(PAGE).status_code == 200
    assert mail.outbox[-1].subject == "Your password was removed"
    client.post("/accounts/logout/")
    assert knock(client, person.email, PASSWORD).status_code == 200
    assert not is_signed_in(client)


def test_who_has_no_password_cannot_remove_it(client):
    enter(client, make.member())
    response = client.post(f"{PAGE}password/remove/")
    assert (response.status_code, "You have no password." in response.content.decode()) == (403, True)


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/"])
def test_the_doors_of_wagtail_lead_to_ours_and_take_no_password(client, door):
    person = make.administrator()
    person.set_password(PASSWORD)
    person.save()
    response = client.post(door, {"username": person.email, "password": PASSWORD})
    assert response.headers["Location"].startswith(SIGN_IN)
    assert not is_signed_in(client)


@pytest.mark.parametrize("name", ["username", "login"])
def test_a_password_counts_only_with_the_name_that_our_own_page_uses(rf, name):
    person = with_password()
    assert authenticate(rf.post("/"), **{name: person.email, "password": PASSWORD}) is None
    assert authenticate(rf.post("/"), email=person.email, password=PASSWORD) == person


def test_nothing_tells_whether_an_address_has_an_account_or_a_password(client, monkeypatch):
    """The same page, with as many rounds of the slow hash, to all who knock with a wrong password."""
    hashed = []
    slow = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(1) or slow(self, password, salt),
    )
    closed = with_password()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    people = [with_password().email, make.member().email, closed.email, "unknown.person@epa.gov"]
    told = []
    for address in people:
        client.cookies.clear()
        hashed.clear()
        response = knock(client, address, OTHER)
        told.append((response.status_code, words(response), sorted(response.cookies), len(hashed)))
    assert told[0] == told[1] == told[2] == told[3]
    assert "The address and the password don’t belong together." in told[0][1] and told[0][3] == 1


def test_after_five_wrong_passwords_the_right_one_has_to_wait_too(client):
    person = with_password()
    for _ in range(5):
        knock(client, person.email, OTHER)
    response = knock(client, person.email, PASSWORD)
    assert "Too many tries. Wait five minutes, then try again." in response.content.decode()
    assert not is_signed_in(client)


def test_who_knocks_too_often_from_one_place_is_told_when_to_come_back(client):
    answers = [knock(client, f"person{n}@epa.gov", OTHER) for n in range(31)]
    assert answers[-1].status_code == 429
    assert "You can try again in 1 minute." in answers[-1].content.decode()
    assert answers[-1].headers["Retry-After"] == "60"


def test_no_limit_that_ends_on_that_page_counts_longer_than_it_says(settings):
    on_the_page = {"login", "signup", "change_password", "manage_email", "reauthenticate"}
    for name in on_the_page:
        assert settings.ACCOUNT_RATE_LIMITS[name].split("/")[1] == "m"


def test_the_sign_in_page_offers_the_code_first_and_the_password_after(client):
    page = client.get(SIGN_IN).content.decode()
    assert (
        0
        < page.index("Send me a code")
        < page.index("Sign in with a passkey")
        < page.index('type="password"')
    )
    assert client.get(PASSWORD_DOOR).status_code == 200
