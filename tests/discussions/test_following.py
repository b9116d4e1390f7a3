import pytest

from communities.discussions.following.following import mark_read, set_following
from communities.discussions.models import ReadingPosition
from communities.discussions.reading import listing
from communities.discussions.reading import topics as reading
from communities.kit.permissions import Refused
from tests import make
from tests.tools import browser


@pytest.fixture
def topic(db):
    """A topic with five posts, all by its author."""
    topic = make.topic()
    for _ in range(4):
        make.post(topic, by=topic.author)
    topic.refresh_from_db()
    return topic


def position(topic, person) -> tuple[int, bool]:
    return ReadingPosition.objects.values_list("last_read", "follows").get(topic=topic, person=person)


def unread(topic, person) -> int:
    return listing.topic_rows([topic.pk], person)[0].unread


def test_reading_goes_forward_and_never_backward(topic):
    person = make.member()
    for read, kept in ((3, 3), (2, 3), (5, 5), (1, 5)):
        mark_read(topic, person, up_to=read)
        assert position(topic, person) == (kept, False)


def test_reading_on_leaves_following_as_it_is(topic):
    person = make.member()
    set_following(topic, by=person, follows=True)
    mark_read(topic, person, up_to=5)
    assert position(topic, person) == (5, True)
    set_following(topic, by=person, follows=False)
    mark_read(topic, person, up_to=5)
    assert position(topic, person) == (5, False)


def test_who_writes_follows_and_has_read_what_they_wrote(topic):
    person = make.belonging(topic.community)
    post = make.post(topic, by=person)
    assert position(topic, person) == (post.number, True)


def test_who_stopped_following_follows_again_by_writing(topic):
    set_following(topic, by=topic.author, follows=False)
    post = make.post(topic, by=topic.author)
    assert position(topic, topic.author) == (post.number, True)


def test_the_unread_posts_of_a_topic_are_those_that_came_since(topic):
    person = make.member()
    assert unread(topic, person) == 0  # never opened: it is new, not unread
    mark_read(topic, person, up_to=3)
    assert unread(topic, person) == 2
    make.post(topic, by=topic.author)
    assert unread(topic, person) == 3 and unread(topic, topic.author) == 0


def test_a_topic_is_new_to_who_was_a_member_when_it_started_and_has_not_opened_it(topic):
    later = make.member()
    earlier = make.member()
    type(earlier).objects.filter(pk=earlier.pk).update(date_joined=topic.created_at.replace(year=2020))
    assert not listing.topic_rows([topic.pk], later)[0].is_new
    assert listing.topic_rows([topic.pk], make.fresh(earlier))[0].is_new
    assert not listing.topic_rows([topic.pk], None)[0].is_new
    mark_read(topic, earlier, up_to=1)
    assert not listing.topic_rows([topic.pk], make.fresh(earlier))[0].is_new


def test_opening_a_page_of_a_topic_marks_it_as_read_so_far_and_a_visitor_leaves_no_trace(topic):
    person = make.member()
    browser().get(topic.get_absolute_url())
    assert not ReadingPosition.objects.exclude(person=topic.author).exists()
    browser(person).get(topic.get_absolute_url())
    assert position(topic, person) == (5, False)


def test_the_page_leads_to_the_first_unread_post(topic):
    person = make.member()
    mark_read(topic, person, up_to=3)
    page = reading.topic_page(reading.topic_for(person, topic.pk), person, 1)
    assert page.first_unread_url.endswith("#post-4") and page.latest_url.endswith("#post-5")
    assert page.read_up_to == 5
    mark_read(topic, person, up_to=page.read_up_to)
    page = reading.topic_page(reading.topic_for(person, topic.pk), person, 1)
    assert page.first_unread_url == "" and page.read_up_to is None


def test_a_visitor_does_not_follow(topic):
    with pytest.raises(Refused, match="Sign in or join the site to follow a topic"):
        set_following(topic, by=None, follows=True)


def test_a_topic_is_followed_and_muted_on_its_page(site, topic):
    client = browser(make.member())
    sentences = {
        "follow": "You follow this topic",
        "mute": "You muted this topic",
        "": "You no longer follow",
    }
    for level, sentence in sentences.items():
        page = client.post(f"/topics/{topic.pk}/follow/", {"level": level}, follow=True)
        assert sentence in page.content.decode()
    assert not ReadingPosition.objects.filter(follows=True).exclude(person=topic.author).exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_tabs_at_the_same_moment_the_furthest_wins():
    topic, person = make.topic(), make.member()
    found = make.at_once(*[lambda n=n: mark_read(topic, person, up_to=n) for n in (3, 9, 1, 7, 5, 2)])
    assert found == [None] * 6 and position(topic, person) == (9, False)
