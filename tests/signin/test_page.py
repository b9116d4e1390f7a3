"""The page about signing in: what it shows, and the sessions that it ends."""

import pytest
from allauth.usersessions.models import UserSession

from communities.signin.devices import describe
from tests import make
from tests.signin.conftest import PAGE, add_app, enter
from tests.tools import browser, queries, verbs

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.0 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8.5", "A browser that we don't know"),
        ("", "A browser that we don't know"),
    ],
)
def test_a_browser_is_named_in_words(agent, said):
    assert describe(agent) == said


def test_the_page_is_found_in_the_menu_and_says_what_is_not_set_up(client):
    enter(client, make.member())
    assert f'href="{PAGE}"' in client.get("/people/").content.decode()
    page = client.get(PAGE).content.decode()
    for part in ("Add a passkey", "Add an authenticator app", "You get ten when", "Set a password"):
        assert part in page


def test_the_page_lists_where_one_is_signed_in_this_one_first(client):
    person = make.member()
    other = browser(headers={"User-Agent": IPHONE}, REMOTE_ADDR="203.0.113.5")
    enter(other, person)
    enter(client, person)
    page = client.get(PAGE).content.decode()
    assert page.index("this one") < page.index("Safari on iPhone") < page.index("203.0.113.5")


def test_one_session_is_ended_and_the_others_go_on(client):
    person = make.member()
    other, third = browser(), browser()
    for each in (other, third, client):
        enter(each, person)
    session = UserSession.objects.get(session_key=other.session.session_key)
    assert client.post(f"{PAGE}sessions/{session.pk}/end/").headers["Location"] == PAGE
    assert [each.get("/people/").status_code for each in (other, third, client)] == [302, 200, 200]
    assert verbs()[-1] == "member.sessions_ended"


def test_all_other_sessions_are_ended_at_once(client):
    person = make.member()
    other, third = browser(), browser()
    for each in (other, third, client):
        enter(each, person)
    client.post(f"{PAGE}sessions/end/")
    assert "You are signed out in 2 other places." in client.get(PAGE).content.decode()
    assert [each.get("/people/").status_code for each in (other, third, client)] == [302, 302, 200]


def test_nobody_ends_the_session_of_another(client):
    other = browser()
    enter(other, make.member())
    enter(client, make.member())
    session = UserSession.objects.get(session_key=other.session.session_key)
    assert client.post(f"{PAGE}sessions/{session.pk}/end/").status_code == 404
    client.post(f"{PAGE}sessions/end/")
    assert other.get("/people/").status_code == 200


def test_a_session_that_has_ended_is_not_listed(client, later):
    person = make.member()
    other = browser()
    enter(other, person)
    other.post("/accounts/logout/")
    enter(client, person)
    assert "Sign out there" not in client.get(PAGE).content.decode()


def test_the_page_costs_as_much_for_five_sessions_as_for_one(client):
    person = make.member()
    enter(client, person)
    add_app(client)
    one = queries(client, PAGE)
    for _ in range(4):
        other = browser(person)
        UserSession.objects.create(user=person, session_key=other.session.session_key, ip="203.0.113.5")
    assert queries(client, PAGE) == one <= 8
    assert client.get(PAGE).content.decode().count("Sign out there") == 4


@pytest.mark.parametrize("address", ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/sessions/"])
def test_the_pages_of_allauth_that_it_replaces_lead_to_it(client, address):
    enter(client, make.member())
    assert client.get(address).headers["Location"] == PAGE
