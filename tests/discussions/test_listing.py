"""Lists of topics: what they show, to whom, in which order, and what a page of them costs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from communities.discussions.answering import accept_answer
from communities.discussions.arranging.arranging import pin_topic
from communities.discussions.arranging.duplicating import close_as_duplicate
from communities.discussions.arranging.moving import show_also_in
from communities.discussions.catching_up import mark_all_read
from communities.discussions.following.following import mark_read, set_topic_level
from communities.discussions.models import ReadingPosition, Topic
from communities.discussions.reading import listing
from communities.discussions.reading.around import around
from communities.discussions.reading.choosing import Choice, choice_of
from communities.spaces.models import Community, Role, Visibility, forget_roles
from tests import make
from tests.tools import browser, queries

pytestmark = pytest.mark.django_db


def titles(person=None, **choice) -> list[str]:
    page = listing.all_topics(person, choice=Choice(**choice), number=1)
    return [row.topic.title for row in page.items]


def test_all_discussions_hold_what_one_may_read_and_nothing_else():
    inside = {}
    for visibility in Visibility.values:
        community = make.community(visibility=visibility)
        inside[visibility] = make.belonging(community)
        make.topic(community, by=inside[visibility], title=f"A walrus among {visibility}")
    assert titles() == ["A walrus among public"]
    assert set(titles(make.member())) == {"A walrus among public", "A walrus among members"}
    assert len(titles(inside["private"])) == 3
    for choice in ("", "?show=unanswered", "?show=unsolved", "?kind=question", "?tag=captions"):
        html = browser(make.member(expertise=["captions"])).get(f"/topics/{choice}").content.decode()
        assert "among members" in html and "among private" not in html
    mine = browser(make.member(expertise=["captions"])).get("/topics/?show=answerable").content.decode()
    assert "among members" in mine and "among private" not in mine


def test_a_list_is_narrowed_by_what_its_address_says():
    community = make.community()
    asker, other = make.belonging(community), make.belonging(community)
    solved = make.topic(community, by=asker, title="The solved walrus")
    accept_answer(make.post(solved, by=other), by=asker)
    replied = make.topic(community, by=asker, title="The replied walrus", tags=["walrus"])
    make.post(replied, by=asker)
    make.topic(community, by=other, title="The lonely walrus")
    make.topic(community, by=other, title="The shared walrus", kind="share", tags=["walrus"])
    assert titles(show="unsolved") == ["The lonely walrus", "The replied walrus"]
    assert titles(show="unanswered") == ["The lonely walrus"]
    assert titles(kind="share") == ["The shared walrus"]
    assert titles(tag="walrus") == ["The shared walrus", "The replied walrus"]
    assert titles(tag="walrus", kind="question") == ["The replied walrus"]
    assert titles(asker, show="mine") == ["The replied walrus", "The solved walrus"]
    assert set(titles(other, show="following")) == {
        "The solved walrus", "The lonely walrus", "The shared walrus"
    }  # fmt: skip


def test_questions_one_could_answer_carry_ones_expertise_and_those_without_a_reply_come_first():
    community = make.community()
    asker = make.belonging(community)
    replied = make.topic(community, by=asker, title="The replied walrus")
    make.topic(community, by=asker, title="The lonely walrus")
    make.topic(community, by=asker, title="Of something else", tags=["video"])
    make.post(replied)
    knows = make.member(expertise=["captions"])
    assert titles(knows, show="answerable") == ["The lonely walrus", "The replied walrus"]
    assert titles(make.member(), show="answerable") == []
    html = browser(knows).get("/topics/?show=answerable").content.decode()
    assert "The lonely walrus" in html and "Of something else" not in html


def test_a_question_that_was_asked_before_waits_for_no_answer():
    community = make.community()
    lead = make.belonging(community, Role.LEAD)
    original = make.topic(community, title="The first walrus")
    again = make.topic(community, title="The second walrus")
    close_as_duplicate(again, of=original, by=lead)
    assert titles(show="unsolved") == ["The first walrus"]
    html = browser().get(community.get_absolute_url()).content.decode()
    assert "Duplicate" in html


def test_a_merged_topic_is_in_no_list():
    topic, into = make.topic(title="The merged walrus"), make.topic()
    Topic.objects.filter(pk=topic.pk).update(merged_into=into)
    assert "The merged walrus" not in titles(topic.author)
    assert [row.topic for row in listing.latest(topic.author, count=9)] == [into]


@pytest.mark.parametrize(
    "query", [{"show": "mine"}, {"kind": "x"}, {"tag": "a b"}, {"show": "x", "tag": "\x00"}]
)
def test_what_an_address_can_not_mean_is_left_out(query):
    assert choice_of(query, None) == Choice()
    assert browser().get("/topics/", query).status_code == 200


def test_pinned_topics_come_first_on_the_first_page_of_the_latest_only():
    community = make.community()
    pinned = make.topic(community, title="The pinned walrus")
    make.topic(community, title="The newer walrus")
    Topic.objects.filter(pk=pinned.pk).update(is_pinned=True)
    community.refresh_from_db()
    rows = listing.topics(community, None, choice=Choice(), number=1).items
    assert rows[0].topic == pinned
    rows = listing.topics(community, None, choice=Choice(show="unsolved"), number=1).items
    assert rows[-1].topic == pinned


def test_rows_say_how_many_posts_are_new_to_me():
    topic = make.topic()
    reader = make.member()
    mark_read(topic, reader, up_to=1)
    make.post(topic), make.post(topic)
    row = listing.all_topics(reader, choice=Choice(), number=1).items[0]
    assert row.unread == 2
    assert "2 new" in browser(reader).get("/topics/").content.decode()


def test_a_page_marks_as_read_only_what_it_shows(site):
    topic = make.topic()
    for _n in range(24):
        make.post(topic, by=topic.author)
    reader = make.member()
    browser(reader).get(topic.get_absolute_url())
    assert ReadingPosition.objects.get(person=reader, topic=topic).last_read == 20
    assert "First unread post" in browser(reader).get(topic.get_absolute_url()).content.decode()


def test_each_list_costs_the_same_with_one_topic_and_with_fifty_and_on_its_last_page(site):
    community = make.community()
    person = make.belonging(community)
    make.topic(community, by=person)
    addresses = ["/topics/", "/topics/?show=unsolved", "/topics/?tag=captions&kind=question"]
    addresses += [community.get_absolute_url(), f"{community.get_absolute_url()}?show=following"]
    client = browser(person)
    before = [queries(client, address) for address in addresses]
    assert max(before) <= 8
    for n in range(50):
        make.topic(community, by=person, tags=["captions", f"tag-{n}"])
    assert [queries(client, address) for address in addresses] == before
    assert queries(client, "/topics/?page=3") == before[0]
    assert browser().get("/topics/?page=4").status_code == 404
    assert browser().get("/topics/?show=unsolved&page=4").status_code == 404


def test_an_empty_list_says_why(site):
    client = browser(make.member())
    assert "You follow nothing here" in client.get("/topics/?show=following").content.decode()
    assert "Every question has an answer" in client.get("/topics/?show=unsolved").content.decode()
    assert "No topic is like this" in client.get("/topics/?tag=walrus").content.decode()


# --- what is news to me ---------------------------------------------------------------------------


def row_of(topic, person) -> listing.TopicRow:
    return listing.topic_rows([topic.pk], make.fresh(person))[0]


def test_what_was_said_before_one_came_to_a_community_is_no_news():
    community = make.community()
    person = make.member()
    topic = make.topic(community)
    assert row_of(topic, person).is_new, "it was started after they joined the site"
    make.give_role(community, person, Role.MEMBER, by=None)
    assert not row_of(topic, person).is_new, "but before they joined the community"
    later = make.topic(community)
    assert row_of(later, person).is_new and row_of(later, person).unread == 0


def test_a_row_leads_to_the_first_unread_post_and_says_how_many_replies_are_new(site):
    topic, reader = make.topic(), make.member()
    for _n in range(22):
        make.post(topic, by=topic.author)
    mark_read(topic, reader, up_to=20)
    assert row_of(topic, reader).unread_url == f"{topic.get_absolute_url()}?page=2#post-21"
    html = browser(reader).get("/topics/").content.decode()
    assert (
        f'href="{topic.get_absolute_url()}?page=2#post-21">3 new<span class="usa-sr-only"> replies in' in html
    )


def test_a_muted_topic_has_no_news():
    topic, reader = make.topic(), make.member()
    mark_read(topic, reader, up_to=1)
    set_topic_level(topic, by=reader, level="mute")
    make.post(topic, by=topic.author)
    assert row_of(topic, reader).unread == 0


def test_all_of_a_community_is_marked_as_read_and_nothing_elsewhere(site):
    community = make.community()
    person = make.belonging(community)
    elsewhere = make.topic()
    opened, fresh = make.topic(community), make.topic(community)
    mark_read(opened, person, up_to=1)
    make.post(opened, by=opened.author)
    page = browser(person).post(f"/communities/{community.slug}/read/", follow=True)
    assert page.redirect_chain[-1][0] == community.get_absolute_url()
    assert "2 topics are marked as read." in page.content.decode()
    assert [(row_of(t, person).unread, row_of(t, person).is_new) for t in (opened, fresh)] == [(0, False)] * 2
    assert row_of(elsewhere, person).is_new
    page = browser(person).post("/topics/read/", follow=True)
    assert "1 topic is marked as read." in page.content.decode() and not row_of(elsewhere, person).is_new
    assert "You had read everything." in browser(person).post("/topics/read/", follow=True).content.decode()
    make.post(opened, by=opened.author)
    assert row_of(opened, person).unread == 1


def test_marking_all_as_read_touches_only_what_was_marked_follows_nothing_and_sees_nothing_private():
    person = make.member()
    old = make.topic()
    Topic.objects.filter(pk=old.pk).update(created_at=person.date_joined - timedelta(days=1))
    make.topic(make.community(visibility=Visibility.PRIVATE))
    new = make.topic()
    other = make.member()
    assert mark_all_read(by=person) == 1
    found = ReadingPosition.objects.filter(person=person)
    assert list(found.values_list("topic", "last_read", "follows")) == [(new.pk, 1, False)]
    assert not ReadingPosition.objects.filter(person=other).exists()


def test_marking_all_as_read_costs_the_same_for_one_topic_and_for_many(django_assert_num_queries):
    community = make.community()
    person = make.belonging(community)
    for topics in (1, 12):
        for _n in range(topics):
            make.topic(community)
        with django_assert_num_queries(5):  # two are the savepoint's
            assert mark_all_read(by=person) == topics


# --- pinned, and shown elsewhere ------------------------------------------------------------------


def test_what_another_community_pinned_stands_on_top_only_there():
    home, second = make.community(), make.community()
    lead = make.belonging(home, Role.LEAD)
    make.give_role(second, lead, Role.LEAD, by=None)
    forget_roles(lead)
    shared = make.topic(home, by=lead, title="The pinned walrus")
    pin_topic(shared, by=lead, pinned=True)
    show_also_in(shared, by=lead, other=second)
    own = make.topic(second, title="The own walrus")
    pin_topic(own, by=lead, pinned=True)
    newest = [make.topic(place, title="The newest walrus") for place in (home, second)]
    assert [row.topic for row in listing.topics(fresh(home), None, choice=Choice(), number=1).items] == [
        shared,
        newest[0],
    ]
    rows = listing.topics(fresh(second), None, choice=Choice(), number=1).items
    assert [row.topic for row in rows] == [own, newest[1], shared]
    assert browser().get(second.get_absolute_url()).content.decode().count("> Pinned</span>") == 1


def fresh(community: Community) -> Community:
    return Community.objects.get(pk=community.pk)


def test_what_has_a_day_stands_beside_the_topics_until_the_day_is_over():
    community = make.community()
    lead = make.belonging(community, Role.LEAD)
    today = timezone.localdate()
    make.topic(community, by=lead, kind="announcement", title="The call on captions", closes_on=today)
    make.topic(community, by=lead, kind="job", title="Writer, Ohio", closes_on=today + timedelta(days=3))
    make.topic(community, by=lead, kind="job", title="Over since", closes_on=today - timedelta(days=1))
    held = make.topic(community, by=lead, kind="job", title="Waits", closes_on=today)
    Topic.objects.filter(pk=held.pk).update(held_at=held.created_at)
    titles = [each.title for each in around(community, None).upcoming]
    assert titles == ["The call on captions", "Writer, Ohio"]
