"""A second factor is demanded of who holds a role: first a reminder with a date, then nothing else opens."""

import pytest
from allauth.mfa.models import Authenticator

from communities.members.models import User
from communities.spaces.joining import give_role, leave_community
from communities.spaces.models import Role
from tests import make
from tests.signin.conftest import ADD_APP, PAGE, add_app, enter
from tests.tools import browser, verbs

NEEDED = f"{PAGE}second-factor/"
REMINDER = "Your role needs a second factor by"


def lead() -> User:
    return make.belonging(make.community(), Role.LEAD)


HOLDERS = {
    "lead": lead,
    "moderator": lambda: make.belonging(make.community(), Role.MODERATOR),
    "editor": make.editor,
    "administrator": make.administrator,
}
OTHERS = {"member": make.member, "member of a community": lambda: make.belonging(make.community())}


@pytest.mark.parametrize("kind", HOLDERS)
def test_who_holds_a_role_is_reminded_with_a_date_and_then_led_to_set_it_up(client, later, kind):
    person = HOLDERS[kind]()
    enter(client, person)
    assert REMINDER in client.get("/people/").content.decode()
    assert "member.factor_demanded" in verbs()
    later(days=13)
    enter(client, person)
    assert REMINDER in client.get("/people/").content.decode()
    later(days=1, minutes=1)
    enter(client, person)
    assert client.get("/people/?q=x").headers["Location"] == f"{NEEDED}?next=%2Fpeople%2F%3Fq%3Dx"
    page = client.get(NEEDED).content.decode()
    assert "Your role needs one since" in page and "Add a passkey" in page


@pytest.mark.parametrize("kind", OTHERS)
def test_nothing_is_demanded_of_others(client, later, kind):
    person = OTHERS[kind]()
    later(days=30)
    enter(client, person)
    assert REMINDER not in client.get("/people/").content.decode()
    assert User.objects.get(pk=person.pk).second_factor_by is None


@pytest.fixture
def overdue(client, later):
    """A lead whose time is over."""
    person = lead()
    User.objects.filter(pk=person.pk).update(second_factor_by="2026-01-01T00:00Z")
    enter(client, person)
    return person


@pytest.mark.parametrize("address", ["/", "/people/", "/search/", "/toolkits/", "/notifications/", "/admin/"])
def test_when_the_time_is_over_every_page_leads_there(client, overdue, address):
    assert client.get(address).headers["Location"].startswith(NEEDED)


def test_nothing_is_written_either(client, overdue):
    answer = client.post("/notifications/read/", headers={"Referer": "http://testserver/notifications/"})
    assert answer.headers["Location"] == f"{NEEDED}?next=%2Fnotifications%2F"


@pytest.mark.parametrize(
    "address", [NEEDED, PAGE, ADD_APP, "/accounts/2fa/webauthn/add/", "/accounts/logout/"]
)
def test_the_pages_that_help_stay_open(client, overdue, address):
    assert client.get(address).status_code == 200


def test_who_sets_it_up_goes_on_to_where_they_were(client, overdue):
    client.get(client.get("/people/?q=x").headers["Location"])
    add_app(client)
    assert client.get(NEEDED).headers["Location"] == "/people/?q=x"
    assert client.get("/people/").status_code == 200


def test_a_page_of_another_site_is_not_kept(client, overdue):
    client.get(f"{NEEDED}?next=https://evil.example/")
    add_app(client)
    assert client.get(NEEDED).headers["Location"] == PAGE


def test_recovery_codes_alone_do_not_count(client, overdue):
    Authenticator.objects.create(user=overdue, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert client.get("/people/").headers["Location"].startswith(NEEDED)


def test_a_passkey_counts(client, overdue):
    Authenticator.objects.create(user=overdue, type="webauthn", data={"name": "Key", "credential": {}})
    assert client.get("/people/").status_code == 200


def test_when_the_role_is_taken_away_the_demand_ends_and_a_new_role_has_its_own_time(client, later):
    community = make.community()
    make.belonging(community, Role.LEAD)
    person = make.belonging(community, Role.LEAD)
    enter(client, person)
    client.get("/")
    later(days=15)
    leave_community(community, by=person)
    enter(client, person)
    assert client.get("/people/").status_code == 200
    assert User.objects.get(pk=person.pk).second_factor_by is None
    give_role(community, person, Role.MODERATOR, by=None)
    assert REMINDER in client.get("/people/").content.decode()


def test_the_reminder_is_put_off_for_this_session_only(client):
    person = lead()
    enter(client, person)
    assert client.post(f"{NEEDED}later/", {"next": "/people/"}).headers["Location"] == "/people/"
    assert REMINDER not in client.get("/people/").content.decode()
    again = browser()
    enter(again, person)
    assert REMINDER in again.get("/people/").content.decode()
    assert client.post(f"{NEEDED}later/", {"next": "https://evil.example/"}).headers["Location"] == "/"


def test_a_demonstration_reminds_and_closes_nothing(client, overdue, settings):
    settings.SECOND_FACTOR_ENFORCED = False
    page = client.get("/people/")
    assert page.status_code == 200
    assert "In this demonstration nothing closes" in page.content.decode()


def test_the_time_of_grace_is_a_setting(client, settings, later):
    settings.SECOND_FACTOR_GRACE_DAYS = 0
    enter(client, lead())
    assert client.get("/people/").headers["Location"].startswith(NEEDED)
