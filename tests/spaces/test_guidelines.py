"""Guidelines have versions; members agree to them by joining, and anew where a version asks them to."""

import pytest

from communities.discussions.models import Draft
from communities.discussions.writing.drafting import place_of, save_draft
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.spaces import rules
from communities.spaces.guiding import agree_to_guidelines, publish_guidelines
from communities.spaces.joining import join_community
from communities.spaces.models import JoinPolicy, Membership, Role, Visibility
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
    refused = client.post(
        f"/posts/{topic.posts.get().pk}/helpful/", HTTP_REFERER=f"http://testserver/topics/{topic.pk}/a/"
    )
    address = f"/communities/{club.slug}/guidelines/agree/"
    said = refused.content.decode()
    assert refused.status_code == 403 and "Captioners has new guidelines" in said
    assert f'href="{address}?next=%2Ftopics%2F{topic.pk}%2Fa%2F"' in said
    assert address in client.get(f"/communities/{club.slug}/about/").content.decode()
    page = client.get(address).content.decode()
    assert "What changed since version 1, to which you agreed" in page and "Plainer." in page
    assert queries(client, address) <= 8
    assert client.post(address, {"version": "2"}, follow=True).status_code == 200
    assert client.post(f"/topics/{topic.pk}/reply/", {"body": "Use a captioner."}).status_code == 302
    assert verbs().count("community.guidelines_agreed") == 1


@pytest.mark.parametrize("place", ["topic", "reply", "edit"])
def test_who_has_to_agree_first_comes_back_to_what_they_typed(site, club, lead, place):
    member = make.belonging(club)
    topic = make.topic(club, by=member)
    publish_guidelines(club, by=lead, text=SECOND, changes="Plainer.", asks_again=True)
    form, back = {
        "topic": (f"/communities/{club.slug}/start/", f"/communities/{club.slug}/start/"),
        "reply": (f"/topics/{topic.pk}/reply/", f"{topic.get_absolute_url()}#composer"),
        "edit": (f"/posts/{topic.posts.get().pk}/edit/", f"/posts/{topic.posts.get().pk}/edit/"),
    }[place]
    typed = {"title": "Where do captions go?", "body": "Typed with care.", "draft_version": "0"}
    client = browser(member)
    step = client.post(form, typed)
    assert step.status_code == 302 and topic.posts.count() == 1 and topic.posts.get().source != typed["body"]
    page = client.get(step.url).content.decode()
    assert "What changed since version 1" in page and f'name="next" value="{back}"' in page
    agreed = client.post(step.url.partition("?")[0], {"version": "2", "next": back})
    assert agreed.status_code == 302 and agreed.url == back
    again = client.get(back.partition("#")[0]).content.decode()
    assert "Typed with care." in again
    assert place != "topic" or "Where do captions go?" in again


def test_what_was_kept_elsewhere_stands_beside_what_is_typed_before_agreeing(site, club, lead):
    member = make.belonging(club)
    topic = make.topic(club, by=lead)
    save_draft(member, place_of(topic), {"body": "On the telephone."}, version=0)
    publish_guidelines(club, by=lead, text=SECOND, asks_again=True)
    client = browser(member)
    assert client.post(f"/topics/{topic.pk}/reply/", {"body": "At the desk."}).status_code == 302
    assert Draft.objects.get(person=member).fields == {"body": "At the desk.", "other": "On the telephone."}


def test_what_cannot_be_kept_as_a_draft_is_shown_to_be_copied(site, club, lead):
    member, topic = make.belonging(club), make.topic(club, by=lead)
    publish_guidelines(club, by=lead, text=SECOND, asks_again=True)
    answer = browser(member).post(f"/topics/{topic.pk}/reply/", {"body": "word " * 50_000})
    page = answer.content.decode()
    assert answer.status_code == 403 and "too long to be kept as a draft" in page
    assert "word word word" in page and f"/communities/{club.slug}/guidelines/agree/?next=" in page


def test_nobody_is_led_to_another_site_after_agreeing(site, club, lead):
    member = make.belonging(club)
    publish_guidelines(club, by=lead, text=SECOND, asks_again=True)
    address = f"/communities/{club.slug}/guidelines/agree/"
    client = browser(member)
    assert (
        "evil.example"
        not in client.get(f"{address}?next=https://evil.example/").content.decode().partition("<main")[2]
    )
    agreed = client.post(address, {"version": "2", "next": "//evil.example/"})
    assert agreed.url == club.get_absolute_url()


def test_beside_each_button_to_join_stands_what_one_agrees_to(site, club):
    client = browser(make.member())
    link = f'By joining you agree to its <a href="/communities/{club.slug}/guidelines/">guidelines</a>.'
    for address in (club.get_absolute_url(), "/communities/"):
        assert link in client.get(address).content.decode()
    assert link not in browser(make.belonging(club)).get(club.get_absolute_url()).content.decode()


def test_who_is_invited_reads_the_guidelines_of_a_private_community_before_joining_it(site):
    secret = make.community(visibility=Visibility.PRIVATE, join_policy=JoinPolicy.INVITATION)
    publish_guidelines(secret, by=None, text=FIRST)
    _invitation, key = make.invitation(secret)
    page = browser().get(f"/invitations/{key}/").content.decode()
    assert "By joining you agree to the guidelines of this community." in page and "<p>Be kind.</p>" in page


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
