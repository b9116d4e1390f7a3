"""What stands on the page of a profile, and what it costs."""

from datetime import date, datetime
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest

from communities.discussions.answering import accept_answer
from communities.discussions.hiding import hide_post
from communities.members.models import Affiliation
from communities.spaces.joining import give_role
from tests import make
from tests.tools import browser, queries


@pytest.fixture
def dana(site):
    return make.member(
        "Dana Whitfield", expertise=["captions"], city="Denver", state="CO", time_zone="America/Denver"
    )


def main(client, person) -> str:
    page = client.get(person.get_absolute_url()).content.decode()
    return page.partition("<main")[2].partition("</main>")[0]


def test_a_profile_costs_the_same_with_one_thing_of_each_kind_and_with_fifty(dana, site):
    """Also for who belongs to the same communities, and for the owner."""
    viewer = make.member("Luis Ortega")
    toolkit = make.toolkit()
    grow(dana, toolkit, 1)
    clients = {person: browser(person) for person in (viewer, dana, None)}
    address = dana.get_absolute_url()
    before = {person: queries(clients[person], address) for person in (viewer, dana)}
    grow(dana, toolkit, 49)
    after = {person: queries(clients[person], address) for person in (viewer, dana)}
    assert after == before and max(after.values()) <= 8, (before, after)


def grow(dana, toolkit, count: int) -> None:
    """So many more communities, answers, other posts and sections of a member."""
    for _ in range(count):
        community = make.community()
        give_role(community, dana, "member", by=None)
        make.forget_roles(dana)
        topic = make.topic(community)
        answer = make.post(topic, by=dana)
        accept_answer(answer, by=topic.author)
        make.post(topic, by=dana)
        make.section(toolkit, section_owner=dana)


def test_what_a_member_gave_stands_on_the_profile(dana, site):
    community = make.community("Accessibility")
    give_role(community, dana, "member", by=None)
    make.forget_roles(dana)
    topic = make.topic(community, title="How do we caption a live briefing?")
    accept_answer(make.post(topic, by=dana), by=topic.author)
    make.topic(community, by=dana, title="Which fonts do captions need?")
    make.section(make.toolkit("Live video"), "Caption a briefing", section_owner=dana)
    page = main(browser(make.member()), dana)
    for words in ("Accepted answers", "How do we caption a live briefing?", "Wrote lately", "Accessibility"):
        assert words in page
    for words in ("Which fonts do captions need?", "Wrote in toolkits", "Caption a briefing", "Live video"):
        assert words in page


def test_what_is_private_or_hidden_does_not_stand_there(dana, site):
    private = make.community("Closed door", visibility="private", join_policy="invitation")
    lead = make.belonging(private, "lead")
    give_role(private, dana, "member", by=None)
    make.forget_roles(dana)
    make.topic(private, by=dana, title="A secret among few of us")
    post = make.post(make.topic(private, title="Another secret of ours"), by=dana)
    hide_post(post, by=lead, reason="It names a person.")
    outside, inside = main(browser(make.member()), dana), main(browser(lead), dana)
    assert "A secret among few" in inside and "Closed door" in inside
    assert "secret" not in outside and "Closed door" not in outside
    assert "Another secret" not in inside


def test_the_time_there_is_said_with_the_place_and_the_name_of_the_zone(dana):
    noon = datetime(2026, 7, 1, 12, 15, tzinfo=ZoneInfo("America/Denver"))
    with patch("django.utils.timezone.now", return_value=noon):
        assert "12:15 p.m. in Denver, CO (Mountain)" in main(browser(make.member()), dana)


def test_the_time_does_not_tell_a_place_that_is_hidden(dana):
    make.edit_profile(dana, by=dana, name=dana.name, expertise=[], audience_place="nobody")
    page = main(browser(make.member()), dana)
    assert "there now (Mountain)" in page and "Denver" not in page


def test_members_read_when_the_address_was_confirmed_last(dana):
    Affiliation.objects.filter(person=dana).delete()
    Affiliation.objects.create(
        person=dana,
        agency=dana.profile.agency,
        domain="epa.gov",
        since=date(2020, 1, 1),
        until=date(2021, 1, 1),
    )
    assert "confirmed" not in main(browser(make.member()), dana)
    Affiliation.objects.create(
        person=dana,
        agency=dana.profile.agency,
        domain="epa.gov",
        since=date(2021, 1, 1),
        confirmed_on=date(2026, 2, 3),
    )
    assert "Address there confirmed February 2026" in main(browser(make.member()), dana)
    make.edit_profile(dana, by=dana, name=dana.name, expertise=[], audience_basics="everyone")
    assert "confirmed" not in main(browser(), dana)


def test_that_somebody_is_happy_to_help_is_for_members(dana):
    fields = {"expertise": [], "audience_basics": "everyone", "happy_to_help": True}
    make.edit_profile(dana, by=dana, name=dana.name, **fields)
    assert "Happy to help" in main(browser(make.member()), dana)
    assert "Happy to help" not in main(browser(), dana)
