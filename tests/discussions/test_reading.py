import re

import pytest
from django.conf import settings

from communities.discussions.answering import accept_answer
from communities.discussions.arranging.merging import merge_topics, split_topic
from communities.discussions.arranging.moving import move_topic
from communities.discussions.following.following import mark_read
from communities.discussions.hiding import hide_post
from communities.discussions.marking import mark_helpful
from communities.discussions.models import Post, ReadingPosition, Topic
from communities.discussions.reading import listing, printing
from communities.discussions.reading import topics as reading
from communities.discussions.reading.choosing import Choice
from communities.notifications.models import Kind, Notification
from communities.spaces.models import Role, Visibility
from tests import make
from tests.tools import browser, queries

PERSONS = ["visitor", "outsider", "member", "lead"]


@pytest.fixture
def place(site):
    """A community with a solved topic of two posts, and one person of each kind."""
    community = make.community()
    people = {
        "visitor": None,
        "outsider": make.member(),
        "member": make.belonging(community),
        "lead": make.belonging(community, Role.LEAD),
    }
    topic = make.topic(community, by=people["member"])
    accept_answer(make.post(topic), by=people["member"])
    return community, topic, people


def fill_topic(topic: Topic, lead) -> None:
    """Fifty posts of many authors: helpful ones, hidden ones, replies to others."""
    people = [make.belonging(topic.community, name=f"Author {n}") for n in range(12)]
    for n in range(48):
        post = make.post(topic, by=people[n % 12], source=f"Say it to @{people[n % 7].slug}.")
        mark_helpful(post, by=people[(n + 1) % 12], helpful=True)
        if n % 5 == 0:
            hide_post(post, by=lead, reason="Private.")


def costs(people: dict, addresses: list[str]) -> dict:
    """How many statements each of these pages costs each person."""
    return {
        kind: [queries(client, address) for address in addresses]
        for kind, client in ((kind, browser(person)) for kind, person in people.items())
    }


def test_the_page_of_a_topic_costs_everybody_the_same_with_two_posts_and_with_fifty(place):
    _community, topic, people = place
    address = topic.get_absolute_url()
    before = costs(people, [address])
    assert max(before["member"]) <= 8
    fill_topic(topic, people["lead"])
    after = costs(people, [f"{address}?page={page}" for page in (1, 2, 3)])
    assert {kind: max(found) for kind, found in after.items()} == {k: found[0] for k, found in before.items()}


def test_the_first_visit_of_a_member_costs_no_more_than_eight_statements_either(
    place, django_assert_max_num_queries
):
    community, topic, people = place
    fill_topic(topic, people["lead"])
    queries(browser(people["member"]), topic.get_absolute_url())  # what the process keeps is read
    person = make.belonging(community)
    for n in range(30):
        Notification.objects.create(
            person=person, kind=Kind.REPLY, target=topic.posts.get(number=n + 1), title="x"
        )
    client = browser(person)
    client.get(community.get_absolute_url())  # the session has begun
    with django_assert_max_num_queries(8):
        assert client.get(topic.get_absolute_url()).status_code == 200


def test_the_page_of_a_community_costs_everybody_the_same_with_one_topic_and_with_fifty(place):
    community, _topic, people = place
    make.topic(community, by=people["member"])
    chosen = ("", "?show=unsolved", "?kind=question&tag=captions")
    addresses = [community.get_absolute_url() + choice for choice in chosen]
    before = costs(people, addresses)
    for n in range(50):
        topic = make.topic(community, by=people["lead"], tags=["captions", f"tag-{n}"])
        for person in filter(None, people.values() if n % 5 == 0 else ()):
            mark_read(topic, person, up_to=1)
    assert costs(people, addresses) == before
    assert max(before["member"]) <= 8 and max(before["lead"]) <= 8


def test_a_topic_has_twenty_posts_a_page_and_each_post_an_address_on_its_page(place):
    _community, topic, people = place
    fill_topic(topic, people["lead"])
    second = reading.topic_page(reading.topic_for(None, topic.pk), None, 2)
    assert [view.post.number for view in second.posts] == list(range(21, 41))
    assert (second.page.number, second.page.pages, second.page.total) == (2, 3, 50)
    post = Post.objects.select_related("topic").get(topic=topic, number=21)
    assert post.get_absolute_url() == f"{topic.get_absolute_url()}?page=2#post-21"
    html = browser().get(post.get_absolute_url()).content.decode()
    assert 'id="post-21"' in html and 'id="post-20"' not in html and 'id="post-41"' not in html


@pytest.mark.parametrize("page", ["0", "-1", "4", "x", "²", "1e1", "99999999", " 1"])
def test_a_page_that_is_not_there_is_not_found(place, page):
    _community, topic, _people = place
    assert browser().get(topic.get_absolute_url(), {"page": page}).status_code == 404


def test_pinned_topics_come_first_then_the_latest(place):
    community, old, people = place
    new = make.topic(community, by=people["member"])
    pinned = make.topic(community, by=people["member"])
    Topic.objects.filter(pk=pinned.pk).update(is_pinned=True)
    make.post(old, by=people["member"])
    community.refresh_from_db()
    rows = listing.topics(community, None, choice=Choice(), number=1).items
    assert [row.topic for row in rows] == [pinned, old, new]


def test_unsolved_are_questions_without_an_accepted_answer(place):
    community, _solved, people = place
    question = make.topic(community, by=people["member"])
    make.topic(community, by=people["member"], kind="share")
    page = listing.topics(community, None, choice=Choice(show="unsolved"), number=1)
    assert [row.topic for row in page.items] == [question] and page.total == 1


def test_the_answer_stands_in_short_under_the_question(place):
    _community, topic, _people = place
    answer = reading.topic_page(reading.topic_for(None, topic.pk), None, 1).answer
    assert answer.excerpt == "Use a captioner." and answer.url.endswith("#post-2")
    assert answer.accepted_by == topic.author.name


def test_every_page_of_a_topic_names_who_asked_and_shows_its_own_posts_only(place):
    _community, topic, people = place
    fill_topic(topic, people["lead"])
    for number in (1, 2, 3):
        page = reading.topic_page(reading.topic_for(None, topic.pk), None, number)
        assert page.author.name == people["member"].name and page.answer.url.endswith("#post-2")
        assert {topic.page_of(view.post.number) for view in page.posts} == {number}


def test_who_closed_their_account_is_a_former_member_without_a_link(place):
    _community, topic, people = place
    type(topic.author).objects.filter(pk=topic.author_id).update(is_active=False)
    view = reading.topic_page(reading.topic_for(people["lead"], topic.pk), people["lead"], 1).posts[0]
    assert (view.author.name, view.author.url, view.author.title) == ("Former member", "", "")


def test_only_members_get_links_to_profiles(place):
    _community, topic, people = place
    for person, linked in ((None, False), (people["outsider"], True)):
        view = reading.topic_page(reading.topic_for(person, topic.pk), person, 1).posts[0]
        assert bool(view.author.url) == linked


@pytest.mark.parametrize("kind", PERSONS)
def test_a_button_is_on_the_page_exactly_when_its_verb_would_not_be_refused(place, kind):
    """The page and the verb ask the same rule, so every form on the page is answered without a refusal."""
    _community, topic, people = place
    page = reading.topic_page(reading.topic_for(people[kind], topic.pk), people[kind], 1)
    html = browser(people[kind]).get(topic.get_absolute_url()).content.decode()
    for view in page.posts:
        for verdict, address in (
            (view.may_mark_helpful, view.helpful_url),
            (view.may_accept, view.accept_url),
            (view.may_edit, view.edit_url),
            (view.may_hide, view.hide_url),
        ):
            assert (f'"{address}"' in html) == bool(verdict), (view.post.number, address)
    assert (f'"/topics/{topic.pk}/reply/"' in html) == bool(page.may_reply)


# --- how far one has read -------------------------------------------------------------------------


def last_read(topic, person) -> int | None:
    found = ReadingPosition.objects.filter(topic=topic, person=person)
    return found.values_list("last_read", flat=True).first()


def test_who_opens_a_later_page_first_has_not_read_those_before(place):
    _community, topic, people = place
    fill_topic(topic, people["lead"])
    reader, address = people["outsider"], topic.get_absolute_url()
    client = browser(reader)
    page = client.get(f"{address}?page=3").content.decode()
    assert last_read(topic, reader) is None and "You have not read posts 1 to 40." in page
    assert "You have not read" not in client.get(address).content.decode()
    assert last_read(topic, reader) == 20
    page = client.get(f"{address}?page=3").content.decode()
    assert last_read(topic, reader) == 20
    assert "You have not read posts 21 to 40." in page and f'href="{address}?page=2#post-21"' in page
    for number, read in ((2, 40), (3, 50), (1, 50)):
        assert "You have not read" not in client.get(f"{address}?page={number}").content.decode()
        assert last_read(topic, reader) == read


def test_what_one_skipped_is_counted_as_read_by_saying_so(place):
    _community, topic, people = place
    fill_topic(topic, people["lead"])
    client = browser(people["outsider"])
    assert (
        f'action="/topics/{topic.pk}/read/"'
        in client.get(f"{topic.get_absolute_url()}?page=3").content.decode()
    )
    page = client.post(f"/topics/{topic.pk}/read/", follow=True)
    assert page.redirect_chain[-1][0] == f"{topic.get_absolute_url()}?page=3#post-50"
    assert "All posts of this topic count as read." in page.content.decode()
    assert last_read(topic, people["outsider"]) == 50


def test_what_one_was_told_of_a_post_is_read_with_its_page_and_of_skipped_posts_it_is_not(place):
    _community, topic, people = place
    fill_topic(topic, people["lead"])
    reader = people["outsider"]
    for number in (22, 45):
        post = topic.posts.get(number=number)
        Notification.objects.create(person=reader, kind=Kind.REPLY, target=post, title="x")
    unread = Notification.objects.filter(person=reader, read_at=None)
    browser(reader).get(f"{topic.get_absolute_url()}?page=3")
    assert [note.target.number for note in unread] == [22]
    browser(reader).get(f"{topic.get_absolute_url()}?page=2")
    assert not unread.all()


# --- an old address of a merged topic ---------------------------------------------------------------


def test_each_page_of_a_merged_topic_leads_to_its_first_post_and_each_post_is_found_by_its_address(place):
    community, into, people = place
    old = make.topic(community, by=people["member"])
    for _n in range(24):
        make.post(old, by=people["member"])
    address, posts = old.get_absolute_url(), list(old.posts.order_by("number"))
    merge_topics(old, into=into, by=people["lead"])
    client = browser()
    for query, first in (("", posts[0]), ("?page=2", posts[20]), ("?page=9", posts[0])):
        moved = Post.objects.get(pk=first.pk)
        assert client.get(address + query).headers["Location"] == moved.get_absolute_url()
    html = client.get(f"/posts/{posts[23].pk}/", follow=True).content.decode()
    assert 'id="post-26"' in html
    assert client.get(f"/posts/{posts[23].pk}/").headers["Location"].endswith("?page=2#post-26")


def test_an_old_address_leads_to_the_topic_where_its_first_post_went_out_of_sight(place):
    community, into, people = place
    old = make.topic(community, by=people["member"])
    make.post(old, by=people["member"])
    address = old.get_absolute_url()
    merge_topics(old, into=into, by=people["lead"])
    private = make.community(visibility=Visibility.PRIVATE)
    make.give_role(private, people["lead"], Role.LEAD, by=None)
    new = split_topic(into, [3], by=people["lead"], title="It went elsewhere")
    move_topic(new, by=people["lead"], to=private)
    assert browser().get(address).headers["Location"] == into.get_absolute_url()


# --- on paper -------------------------------------------------------------------------------------


def test_the_whole_topic_is_printed_with_the_answer_first_and_whole_addresses(place):
    _community, topic, people = place
    fill_topic(topic, people["lead"])
    assert f'href="/topics/{topic.pk}/print/"' in browser().get(topic.get_absolute_url()).content.decode()
    html = browser().get(f"/topics/{topic.pk}/print/").content.decode()
    assert [int(n) for n in re.findall(r'id="post-(\d+)"', html)] == list(range(1, 51))
    assert html.index("The accepted answer") < html.index('id="post-1"') < html.index('id="post-2"')
    for post in topic.posts.all():
        assert f"{settings.BASE_URL}/posts/{post.pk}/" in html


@pytest.mark.parametrize("kind", PERSONS)
def test_words_that_are_out_of_sight_are_printed_for_nobody(place, kind):
    _community, topic, people = place
    post = make.post(topic, by=people["member"], source="The secret walrus.")
    hide_post(post, by=people["lead"], reason="The private reason.")
    html = browser(people[kind]).get(f"/topics/{topic.pk}/print/").content.decode()
    assert "A moderator hid this post." in html
    assert "secret walrus" not in html and "private reason" not in html


def test_a_very_long_topic_is_printed_in_parts_and_says_so(place, monkeypatch):
    _community, topic, people = place
    fill_topic(topic, people["lead"])
    monkeypatch.setattr(printing, "PRINTED", 20)
    client, address = browser(), f"/topics/{topic.pk}/print/"
    html = client.get(f"{address}?page=3").content.decode()
    assert "This is part 3 of 3, with posts 41 to 50." in html and "The accepted answer" not in html
    assert [int(n) for n in re.findall(r'id="post-(\d+)"', html)] == list(range(41, 51))
    assert client.get(f"{address}?page=4").status_code == 404


def test_printing_costs_the_same_with_two_posts_and_with_fifty(place):
    _community, topic, people = place
    address = f"/topics/{topic.pk}/print/"
    before = costs(people, [address])
    fill_topic(topic, people["lead"])
    assert costs(people, [address]) == before
    merge_topics(topic, into=(into := make.topic(topic.community)), by=people["lead"])
    assert browser().get(address).headers["Location"] == f"/topics/{into.pk}/print/"
