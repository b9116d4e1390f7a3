"""What leads decide of their community, and what follows from it."""

import pytest

from communities.finding.models import Document
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.spaces.changing import archive_community, change_community, unarchive_community
from communities.spaces.models import Community, Role
from tests import make
from tests.tools import browser, queries, verbs


@pytest.fixture
def club(db) -> Community:
    return make.community("Captioners")


@pytest.fixture
def lead(club):
    return make.belonging(club, Role.LEAD, name="Dana Whitfield")


def filled(**changes) -> dict:
    """The form as a browser sends it."""
    said = {
        "purpose": "To learn from each other.",
        "description": "",
        "visibility": "public",
        "join_policy": "open",
        "questions": "",
        "admits_contractors": "on",
        "posting_policy": "everyone",
        "pre_moderation": "none",
        "first_posts": "3",
        "shares_topics": "on",
        "shows_members": "members",
        "version": "1",
        **changes,
    }
    return {name: value for name, value in said.items() if value is not None}


def test_a_lead_changes_every_setting(site, club, lead):
    changes = {
        "purpose": "To caption well.",
        "description": "We **caption**.",
        "visibility": "members",
        "join_policy": "request",
        "questions": "What do you caption?\n\nWith what?\n",
        "levels": ["state", "city"],
        "admits_contractors": None,
        "posting_policy": "leads",
        "pre_moderation": "first",
        "first_posts": "2",
        "shares_topics": None,
        "shows_members": "private",
    }
    answer = browser(lead).post(f"/communities/{club.slug}/settings/", filled(**changes))
    assert answer.status_code == 302
    club.refresh_from_db()
    saved = changes | {
        "questions": ["What do you caption?", "With what?"],
        "admits_contractors": False,
        "first_posts": 2,
        "shares_topics": False,
    }
    assert {name: getattr(club, name) for name in saved} == saved
    assert club.version == 2
    entry = Entry.objects.get(verb="community.changed")
    assert sorted(entry.facts["changed"]) == sorted(changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"purpose": " "}, "Fill this in."),
        ({"questions": "\n".join("abcdef")}, "more than five questions"),
        ({"questions": "x" * 201}, "A question is too long"),
        ({"first_posts": "0"}, "Choose a number from 1 to 50."),
        ({"visibility": "private"}, "Let people join by invitation."),
        ({"description": "x" * 10_001}, "too long"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_saved(site, club, lead, changes, sentence):
    typed = filled(**{"purpose": "Typed here.", **changes})
    answer = browser(lead).post(f"/communities/{club.slug}/settings/", typed)
    page = answer.content.decode()
    assert answer.status_code == 200 and sentence in page
    assert "purpose" in changes or "Typed here." in page
    club.refresh_from_db()
    assert (club.version, club.purpose) == (1, "To learn from each other.")


def test_the_second_of_two_who_save_is_told_and_keeps_what_they_typed(site, club, lead):
    other = make.belonging(club, Role.LEAD)
    change_community(club, by=other, read_version=1, purpose="Of the other one.", posting_policy="leads")
    address, client = f"/communities/{club.slug}/settings/", browser(lead)
    answer = client.post(address, filled(purpose="Of this one."))
    page = answer.content.decode()
    assert answer.status_code == 409 and "Somebody else saved settings" in page
    assert "Of this one." in page and "The other one saved: Of the other one." in page
    assert "The other one saved: Leads and moderators." in page
    assert 'name="version" value="2"' in page
    club.refresh_from_db()
    assert club.purpose == "Of the other one."
    assert client.post(address, filled(purpose="Of this one.", version="2")).status_code == 302
    club.refresh_from_db()
    assert (club.purpose, club.version) == ("Of this one.", 3)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_told():
    club = make.community()
    leads = [make.belonging(club, Role.LEAD) for _ in range(2)]

    def save(by, purpose):
        return lambda: change_community(club, by=make.fresh(by), read_version=1, purpose=purpose)

    found = make.at_once(save(leads[0], "One."), save(leads[1], "Two."))
    assert sum(isinstance(result, Conflict) for result in found) == 1, found
    club.refresh_from_db()
    assert club.version == 2


def test_what_a_community_says_is_found_by_whom_it_is_for_as_soon_as_that_changes(club, lead):
    topic, other = make.topic(club), make.topic()
    audiences = (("private", f"community:{club.pk}"), ("members", "members"), ("public", "everyone"))
    for number, (visibility, audience) in enumerate(audiences, 1):
        change_community(club, by=lead, read_version=number, visibility=visibility)
        assert Document.objects.get(url=topic.get_absolute_url()).audience == audience
        assert Document.objects.get(url=other.get_absolute_url()).audience == "everyone"


def test_archiving_and_bringing_back_are_recorded_once_each(club, lead):
    for _ in range(2):
        archive_community(club, by=lead)
    for _ in range(2):
        unarchive_community(club, by=lead)
    assert verbs().count("community.archived") == verbs().count("community.unarchived") == 1


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.MODERATOR])
def test_others_change_nothing(club, lead, role):
    by = make.belonging(club, role) if role else make.member()
    for act in (
        lambda: change_community(club, by=by, read_version=1, purpose="Mine."),
        lambda: archive_community(club, by=by),
        lambda: unarchive_community(club, by=by),
    ):
        with pytest.raises(Refused, match=r"This is for the leads of Captioners\."):
            act()


def test_the_page_of_settings_costs_few_queries(site, club, lead):
    assert queries(browser(lead), f"/communities/{club.slug}/settings/") <= 8
