"""Guidelines have versions; members agree to them by joining, and anew where a version asks them to."""

import pytest

from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.spaces import rules
from communities.spaces.guiding import agree_to_guidelines, publish_guidelines
from communities.spaces.joining import join_community
from communities.spaces.models import Membership, Role
from tests import make
from tests.tools import browser, queries, verbs

FIRST, SECOND = "Ask plainly.\n\nBe kind.", "Ask very plainly.\n\nBe kind."


@pytest.fixture
def club(db):
    community = make.community("Captioners")
    publish_guidelines(community, by=None, text=FIRST)
    return community


@pytest.fixture
def lead(club):
    return make.belonging(club, Role.LEAD)


def test_a_lead_publishes_a_version_and_everybody_reads_what_changed(site, club, lead):
    address = f"/communities/{club.slug}/guidelines/"
    form = {"text": SECOND, "changes": "Plainer.", "version": "1"}
    assert browser(lead).post(f"{address}new/", form).status_code == 302
    page = browser().get(address).content.decode()
    assert "Ask very plainly." in page and "Plainer." in page and "Version 2" in page
    assert "very " in page.partition("<ins>")[2].partition("</ins>")[0]
    earlier = browser().get(f"{address}1/").content.decode()
    assert "This is an earlier version." in earlier and "<p>Ask plainly.</p>" in earlier
    assert browser().get(f"{address}3/").status_code == 404
    assert queries(browser(lead), address) <= 8


def test_the_same_words_are_no_new_version(site, club, lead):
    form = {"text": FIRST, "version": "1"}
    page = browser(lead).post(f"/communities/{club.slug}/guidelines/new/", form).content.decode()
    assert "This is what is in force already." in page and club.guidelines.count() == 1


def test_the_second_of_two_who_publish_is_told_and_keeps_the_text(site, club, lead):
    publish_guidelines(club, by=make.belonging(club, Role.LEAD), text="Of the other.", read_version=1)
    address = f"/communities/{club.slug}/guidelines/new/"
    answer = browser(lead).post(address, {"text": "Mine.", "changes": "", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Mine." in page and "Of the other." in page
    assert 'name="version" value="2"' in page
    assert browser(lead).post(address, {"text": "Mine.", "changes": "", "version": "2"}).status_code == 302
    with pytest.raises(Conflict):
        publish_guidelines(club, by=lead, text="Mine again.", read_version=2)


def test_who_joins_has_agreed_to_the_version_in_force(club):
    publish_guidelines(club, by=None, text=SECOND, asks_again=True)
    person = make.member()
    assert join_community(club, by=person).guidelines_version == 2
    assert rules.may_post(person, club)


def test_a_version_that_asks_again_is_agreed_to_before_one_writes(site, club, lead):
    member, topic = make.belonging(club), make.topic(club, by=lead)
    publish_guidelines(club, by=lead, text=SECOND, changes="Plainer.", asks_again=True)
    assert rules.may_post(make.fresh(lead), club)  # who published it has agreed to it
    client = browser(member)
    refused = client.post(f"/topics/{topic.pk}/reply/", {"body": "Use a captioner."})
    assert refused.status_code == 403 and "Captioners has new guidelines" in refused.content.decode()
    address = f"/communities/{club.slug}/guidelines/agree/"
    assert address in client.get(f"/communities/{club.slug}/about/").content.decode()
    page = client.get(address).content.decode()
    assert "What changed since version 1, to which you agreed" in page and "Plainer." in page
    assert queries(client, address) <= 8
    assert client.post(address, {"version": "2"}, follow=True).status_code == 200
    assert client.post(f"/topics/{topic.pk}/reply/", {"body": "Use a captioner."}).status_code == 302
    assert verbs().count("community.guidelines_agreed") == 1


def test_one_agrees_to_what_one_was_shown_and_to_nothing_else(club):
    member = make.belonging(club)
    publish_guidelines(club, by=None, text=SECOND, asks_again=True)
    publish_guidelines(club, by=None, text="Third.", asks_again=True)
    agree_to_guidelines(club, by=member, version=2)
    assert not rules.may_post(make.fresh(member), club)
    agree_to_guidelines(club, by=member, version=9)
    agree_to_guidelines(club, by=member, version=1)
    assert Membership.objects.get(person=member).guidelines_version == 2
    agree_to_guidelines(club, by=member, version=3)
    assert rules.may_post(make.fresh(member), club)
    with pytest.raises(Refused, match="Join Captioners first"):
        agree_to_guidelines(club, by=make.member(), version=3)


def test_a_version_that_does_not_ask_again_stops_nobody(club):
    member = make.belonging(club)
    publish_guidelines(club, by=None, text=SECOND)
    assert rules.may_post(make.fresh(member), club)


def test_a_community_without_guidelines_says_so(site):
    club = make.community()
    page = browser().get(f"/communities/{club.slug}/guidelines/").content.decode()
    assert "This community has no guidelines of its own" in page
