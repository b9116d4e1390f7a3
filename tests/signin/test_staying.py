"""A session ends twelve hours after signing in, and thirty minutes after its last use."""

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.signin import staying
from tests import make
from tests.signin.conftest import PAGE, enter, is_signed_in
from tests.tools import browser, queries

STAY = f"{PAGE}stay/"


@pytest.fixture
def member(client):
    enter(client, make.member())
    return client


def test_a_session_that_is_used_goes_on(member, later):
    for _ in range(4):
        later(minutes=29)
        assert member.get("/people/").status_code == 200


def test_a_session_that_nobody_used_ends_and_leads_back_to_where_they_were(member, later):
    later(minutes=31)
    answer = member.get("/people/?q=captions")
    assert answer.headers["Location"] == "/accounts/login/code/?next=/people/%3Fq%3Dcaptions"
    assert not is_signed_in(member)
    page = member.get(answer.headers["Location"]).content.decode()
    assert "nobody used the site here for a while" in page
    assert 'value="/people/?q=captions"' in page


def test_however_much_it_is_used_a_session_ends_after_twelve_hours(member, later):
    for _ in range(35):
        later(minutes=20)
        assert member.get("/").status_code == 200
    later(minutes=20)
    answer = member.get("/people/")
    assert answer.headers["Location"] == "/accounts/login/code/?next=/people/"
    assert "you signed in long ago" in member.get(answer.headers["Location"]).content.decode()


def test_signing_in_again_begins_twelve_hours_anew(member, later):
    person = make.User.objects.get()
    for _ in range(18):
        later(minutes=20)
        member.get("/")
    member.post("/accounts/logout/")
    enter(member, person)
    for _ in range(20):
        later(minutes=20)
        assert member.get("/people/").status_code == 200


def test_a_form_that_is_sent_too_late_leads_back_to_its_page_and_changes_nothing(member, later):
    later(minutes=31)
    answer = member.post("/notifications/read/", headers={"Referer": "http://testserver/notifications/"})
    assert answer.headers["Location"] == "/accounts/login/code/?next=/notifications/"


def test_public_pages_ask_too_so_that_nobody_is_signed_out_without_a_word(member, later):
    later(minutes=31)
    assert member.get("/communities/").headers["Location"] == "/accounts/login/code/?next=/communities/"
    assert member.get("/communities/").status_code == 200


def test_what_a_script_fetches_is_told_so_and_not_led_to_a_page(member, later):
    later(minutes=31)
    assert member.get("/people/", headers={"Sec-Fetch-Mode": "cors"}).status_code == 401
    assert not is_signed_in(member)
    page = member.get("/people/", follow=True).content.decode()
    assert "nobody used the site here for a while" in page


def test_the_sign_in_pages_are_open_to_who_was_signed_out(member, later):
    later(minutes=31)
    assert member.get("/accounts/signup/").status_code == 200


def test_a_visitor_has_no_clock(client, later):
    later(hours=13)
    assert "data-staying" not in client.get("/communities/").content.decode()


def test_each_page_of_a_member_says_how_long_is_left(member, later, settings):
    later(minutes=5)
    page = member.get("/people/").content.decode()
    assert 'data-idle="1800"' in page and 'data-warning="120"' in page
    settings.SESSION_IDLE = 300
    assert 'data-warning="60"' in member.get("/people/").content.decode()


def test_asking_how_long_is_left_does_not_prolong_and_staying_does(member, later):
    later(minutes=20)
    assert member.get(STAY).json()["idle"] == pytest.approx(600, abs=2)
    later(minutes=5)
    assert member.get(STAY).json()["idle"] == pytest.approx(300, abs=2)
    left = member.post(STAY).json()
    assert left["idle"] == 1800 and left["end"] == pytest.approx(12 * 3600 - 1500, abs=2)
    later(minutes=29)
    assert member.get("/people/").status_code == 200


def test_nobody_stays_past_the_end(member, later):
    for _ in range(35):
        later(minutes=20)
        member.post(STAY)
    later(minutes=20)
    assert member.post(STAY, headers={"Sec-Fetch-Mode": "cors"}).status_code == 401


def test_what_the_editor_asks_by_itself_is_no_use(client, later):
    enter(client, make.editor())
    for _ in range(3):
        later(minutes=11)
        client.get("/admin/editing-sessions/release/1/")
    assert client.get("/people/").status_code == 302


def test_the_last_use_is_written_once_a_minute_at_most(member, later):
    later(minutes=2)
    member.get("/people/")
    with CaptureQueriesContext(connection) as written:
        for _ in range(3):
            member.get("/people/")
    assert not [q for q in written if q["sql"].startswith(("UPDATE", "INSERT"))]
    seen = UserSession.objects.get().last_seen_at
    later(minutes=1)
    member.get("/people/")
    assert UserSession.objects.get().last_seen_at > seen


def test_the_clock_and_the_demand_cost_no_statement(member):
    person = make.member()
    plain = queries(browser(person), "/notifications/")
    lead = make.belonging(make.community(), "lead")
    assert queries(browser(lead), "/notifications/") == plain <= 8


def test_a_session_without_a_clock_begins_now(later):
    clock = staying.read({})
    assert (clock.until_idle, clock.is_over) == (1800, False)
