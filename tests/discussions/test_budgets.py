"""What the pages of discussions cost a member, with everything on them at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.discussions.answering import accept_answer
from communities.discussions.arranging import arranging, duplicating, merging, moving
from communities.discussions.bookmarking import keep_post
from communities.discussions.following.following import set_community_level, set_following
from communities.discussions.hiding import hide_post
from communities.discussions.marking import mark_helpful
from communities.discussions.models import Post, ReadingPosition, Topic
from communities.discussions.polls import polling
from communities.discussions.writing.drafting import save_draft
from communities.discussions.writing.editing import edit_post
from communities.notifications.models import Notification
from communities.spaces.models import JoinPolicy, MembershipRequest, Role, Visibility, forget_roles
from tests import make
from tests.tools import browser, queries

pytestmark = pytest.mark.django_db
MOST = 8


@pytest.fixture
def busy(site):
    """A topic of 50 posts, with its people: everything that a topic can have, all at once."""
    community, second = (make.community(visibility=Visibility.MEMBERS) for _ in range(2))
    origin = make.community()
    member = make.belonging(community, name="Toby Marsh")
    people = {"member": member, "moderator": make.belonging(community, Role.MODERATOR), "asker": None}
    people["lead"] = lead = make.belonging(community, Role.LEAD)
    people["asker"] = asker = make.belonging(community)
    for place in (second, origin):
        make.give_role(place, lead, Role.LEAD, by=None)
    make.give_role(origin, asker, Role.MEMBER, by=None)
    for person in people.values():
        forget_roles(person)
    topic = moving.move_topic(make.topic(origin, by=asker), by=lead, to=community)
    authors = [make.belonging(community, name=f"Author {n}") for n in range(9)]
    for n in range(45):
        post = make.post(topic, by=authors[n % 9], source=f"Ask @{member.slug} about *{n}*.")
        if n % 4 == 0:
            mark_helpful(post, by=member, helpful=True)
        if n % 6 == 0:
            keep_post(post, by=member, note="Later")
    answer = topic.posts.get(number=30)
    accept_answer(answer, by=asker)
    hide_post(topic.posts.get(number=7), by=lead, reason="It names a private person.")
    edit_post(answer, by=answer.author, source="Use two captioners.", read_source=answer.source)
    merged, again = make.topic(community, by=asker), make.topic(community, by=asker)
    for _n in range(3):
        make.post(merged, by=authors[0])
    merging.merge_topics(merged, into=topic, by=lead)
    merging.split_topic(topic, [12, 44], by=lead, title="What about the radio?")
    duplicating.close_as_duplicate(again, of=topic, by=lead)
    arranging.pin_topic(topic, by=lead, pinned=True)
    moving.show_also_in(topic, by=lead, other=second)
    Topic.objects.filter(pk=topic.pk).update(created_at=timezone.now() - timedelta(days=900))
    Post.objects.filter(topic=topic).update(created_at=timezone.now() - timedelta(days=800))
    for _n in range(4):
        make.topic(community, by=asker)  # later ones, with the same tag
    poll = polling.start_poll(topic, by=asker, question="Which one?", options=["This", "That"])
    polling.vote(poll, by=people["moderator"], choices=[0])
    for person in people.values():
        save_draft(person, f"topic:{topic.pk}", {"body": "Half a sentence"}, version=0)
        save_draft(person, f"community:{community.pk}", {"title": "A title"}, version=0)
        set_following(topic, by=person, follows=True)
        set_community_level(community, by=person, level="follow")
    return Topic.objects.select_related("community").get(pk=topic.pk), people


def over(people: dict, addresses: list[str], most: int = MOST) -> dict:
    """What costs one of these people more than `most` statements."""
    found = {
        (kind, address): queries(browser(person), address)
        for kind, person in people.items()
        for address in addresses
    }
    assert len(found) == len(people) * len(addresses)
    return {case: count for case, count in found.items() if count > most}


def test_a_topic_with_everything_costs_no_more_than_eight_statements_on_any_page(busy):
    topic, people = busy
    address = topic.get_absolute_url()
    html = browser(people["member"]).get(f"{address}?page=1").content.decode()
    for said in ("This answer is from", "Discussed later", "Asked again", "Which one?", "Half a sentence",
                 "hid this post", "also in", "Bookmarked"):  # fmt: skip
        assert said in html, said
    pages = [f"{address}?page={page}" for page in (1, 2, 3)]
    assert over(people, [*pages, f"/topics/{topic.pk}/print/"]) == {}
    for page in (1, 2, 3):  # nothing of it read before, and told of everything
        for person in people.values():
            ReadingPosition.objects.filter(person=person, topic=topic).update(last_read=20 * (page - 1))
            Notification.objects.filter(person=person).update(read_at=None)
            assert first_time(person, f"{address}?page={page}") == MOST
            assert ReadingPosition.objects.get(person=person, topic=topic).last_read == min(20 * page, 50)


def first_time(person, address: str) -> int:
    """What an address costs that was not opened since something changed."""
    client = browser(person)
    client.get("/shortcuts/")  # the session has begun
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("show", ["latest", "unanswered", "unsolved", "answerable", "following", "mine"])
def test_a_list_costs_no_more_than_eight_statements_however_it_is_narrowed(busy, show):
    topic, people = busy
    places = ["/topics/", topic.community.get_absolute_url(), topic.also_in.get_absolute_url()]
    narrowed = ["", "&kind=question", "&tag=captions", "&kind=question&tag=captions"]
    assert over(people, [f"{place}?show={show}{more}" for place in places for more in narrowed]) == {}


def test_what_a_member_keeps_and_follows_costs_no_more_than_eight_statements(busy):
    topic, people = busy
    post = topic.posts.get(number=30)
    addresses = ["/bookmarks/", "/drafts/", "/following/", "/shortcuts/", "/tags/captions/feed/"]
    addresses += [f"/posts/{post.pk}/changes/", f"/posts/{post.pk}/helped/"]
    open_one = make.topic()
    addresses += [f"/topics/{open_one.pk}/feed/", f"/communities/{open_one.community.slug}/feed/"]
    assert over(people, addresses) == {}


def test_who_waits_for_a_decision_of_the_leads_costs_no_more_than_others(busy):
    topic, _people = busy
    community, person = topic.also_in, make.member()
    type(community).objects.filter(pk=community.pk).update(join_policy=JoinPolicy.REQUEST)
    MembershipRequest.objects.create(person=person, community=community)
    address = community.get_absolute_url()
    assert "You have asked to join" in browser(person).get(address).content.decode()
    assert over({"waiting": person}, [address, f"{address}?show=unsolved"]) == {}


def test_the_pages_of_those_who_keep_order_cost_no_more_than_eight_statements(busy):
    topic, people = busy
    community = topic.community
    for n in range(3):
        asked = make.member(f"Asking {n}")
        state = [MembershipRequest.State.WAITING, MembershipRequest.State.DECLINED][n % 2]
        MembershipRequest.objects.create(person=asked, community=community, state=state)
    keepers = {"lead": people["lead"], "administrator": make.administrator()}
    assert over(keepers, [f"/communities/{community.slug}/requests/", f"/topics/{topic.pk}/arrange/"]) == {}
