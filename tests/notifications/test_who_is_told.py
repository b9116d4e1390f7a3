"""Following and muting, and that one thing is told once, for the strongest reason, to who may know of it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.discussions.answering import accept_answer
from communities.discussions.arranging.merging import merge_topics
from communities.discussions.arranging.moving import move_topic
from communities.discussions.following.following import (
    mark_read,
    set_community_level,
    set_following,
    set_tag_level,
    set_topic_level,
)
from communities.discussions.models import CommunityLevel, Level, Post, ReadingPosition
from communities.discussions.tasks import tell_of_post
from communities.discussions.writing.editing import edit_post
from communities.kit.permissions import Refused
from communities.members.models import User
from communities.notifications.models import Kind, Notification
from communities.notifications.reading import MOST_COUNTED, notifications, own, unread_count
from communities.notifications.tasks import mail_notification
from communities.spaces.joining import give_role, leave_community
from communities.spaces.models import Role, Visibility
from tests import make
from tests.tools import browser, jobs, queries


@pytest.fixture
def community(db):
    return make.community()


def told(person) -> list[str]:
    """Why a person was told, oldest first."""
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def start(community, **fields):
    topic = make.topic(community, **fields)
    tell_of_post(topic.posts.get().pk)
    return topic


def mailed() -> set[int]:
    """Whom the queue will mail."""
    keys = [job["notification_id"] for job in jobs("mail_notification")]
    return set(Notification.objects.filter(pk__in=keys).values_list("person_id", flat=True))


# --- communities and tags -------------------------------------------------------------------------


def test_who_follows_a_community_or_a_tag_is_told_of_a_new_topic_and_nobody_else(community):
    reader, tagged, stranger = make.member(), make.member(), make.member()
    topic = make.topic(community)
    set_community_level(community, by=reader, level="follow")
    set_tag_level(topic.tags.get(), by=tagged, level="follow")
    start(community, tags=["captions", "video"])
    assert (told(reader), told(tagged), told(stranger)) == (["topic"], ["topic"], [])
    assert mailed() == {reader.pk, tagged.pk}


def test_who_follows_community_and_tag_and_is_named_is_told_once_of_the_mention(community):
    dana = make.member("Dana Whitfield")
    set_community_level(community, by=dana, level="follow")
    set_tag_level(make.topic(community).tags.get(), by=dana, level="follow")
    start(community, source="Ask @dana-whitfield.")
    assert told(dana) == ["mention"]


def test_who_follows_a_community_is_not_told_of_every_reply_in_it(community):
    reader = make.member()
    set_community_level(community, by=reader, level="follow")
    tell_of_post(make.post(start(community)).pk)
    assert told(reader) == ["topic"]


def test_a_topic_that_is_shown_in_a_second_community_is_told_to_its_followers_too(community):
    reader, second = make.member(), make.community()
    set_community_level(second, by=reader, level="follow")
    topic = make.topic(community)
    type(topic).objects.filter(pk=topic.pk).update(also_in=second)
    tell_of_post(topic.posts.get().pk)
    assert told(reader) == ["topic"]


# person's levels of the community, of the tag, of the topic; whether a new topic and a reply are told
LEVELS = [
    ("follow", "normal", "normal", True, False),
    ("normal", "follow", "normal", True, False),
    ("follow", "mute", "normal", False, False),
    ("mute", "follow", "normal", False, False),
    ("normal", "normal", "follow", False, True),
    ("mute", "normal", "follow", False, True),
    ("follow", "normal", "follow", True, True),
    ("follow", "follow", "mute", False, False),
    ("mute", "mute", "mute", False, False),
]


@pytest.mark.parametrize(("of_community", "of_tag", "of_topic", "topic_is_told", "reply_is_told"), LEVELS)
def test_mute_wins_over_follow_and_the_nearest_thing_over_both_and_a_mention_is_always_told(
    community, of_community, of_tag, of_topic, topic_is_told, reply_is_told
):
    dana = make.member("Dana Whitfield")
    topic = make.topic(community)
    set_community_level(community, by=dana, level=of_community)
    set_tag_level(topic.tags.get(), by=dana, level=of_tag)
    set_topic_level(topic, by=dana, level=of_topic)
    tell_of_post(topic.posts.get().pk)
    assert told(dana) == ["topic"] * topic_is_told
    tell_of_post(make.post(topic).pk)
    assert told(dana) == ["topic"] * topic_is_told + ["reply"] * reply_is_told
    tell_of_post(make.post(topic, source="Ask @dana-whitfield.").pk)
    assert told(dana)[-1] == "mention"


@pytest.mark.parametrize(("of_community", "of_topic", "by_mail"), [
    ("normal", "normal", True), ("normal", "mute", False),
    ("mute", "normal", False), ("mute", "follow", True),
])  # fmt: skip
def test_a_mention_in_what_is_muted_is_told_here_and_not_mailed(community, of_community, of_topic, by_mail):
    dana, topic = make.member("Dana Whitfield"), make.topic(community)
    set_community_level(community, by=dana, level=of_community)
    set_topic_level(topic, by=dana, level=of_topic)
    tell_of_post(make.post(topic, source="Ask @dana-whitfield.").pk)
    assert told(dana) == ["mention"] and (dana.pk in mailed()) is by_mail


def test_who_muted_a_topic_does_not_follow_it_by_writing_in_it(community):
    person, topic = make.belonging(community), make.topic(community)
    set_topic_level(topic, by=person, level="mute")
    make.post(topic, by=person)
    position = ReadingPosition.objects.get(person=person, topic=topic)
    assert position.mutes and not position.follows and position.last_read == 2


def test_a_visitor_follows_nothing(community):
    with pytest.raises(Refused, match="Sign in or join the site to follow communities and tags"):
        set_community_level(community, by=None, level="follow")


# --- one thing once -------------------------------------------------------------------------------


def test_an_edit_tells_only_whom_it_newly_mentions_and_a_reply_becomes_a_mention(community):
    topic, author = make.topic(community), make.belonging(community)
    dana, luis = make.member("Dana Whitfield"), make.member("Luis Ortega")
    set_following(topic, by=dana, follows=True)
    post = make.post(topic, by=author, source="Ask @luis-ortega.")
    tell_of_post(post.pk)
    Notification.objects.update(read_at=timezone.now())
    late = make.member()
    set_following(topic, by=late, follows=True)
    edit_post(post, by=author, source="Ask @luis-ortega and @dana-whitfield.", read_source=post.source)
    tell_of_post(**jobs("tell_of_post")[-1])
    assert (told(luis), told(dana), told(late)) == (["mention"], ["mention"], [])
    assert [unread_count(person) for person in (luis, dana, topic.author)] == [0, 1, 0]


def test_an_edit_that_mentions_nobody_new_tells_nobody(community):
    topic, author = make.topic(community), make.belonging(community)
    post = make.post(topic, by=author)
    before = len(jobs("tell_of_post"))
    edit_post(post, by=author, source="Use two captioners.", read_source=post.source)
    assert len(jobs("tell_of_post")) == before


def test_a_mention_never_becomes_a_reply_again(community):
    topic, dana = make.topic(community), make.member("Dana Whitfield")
    set_following(topic, by=dana, follows=True)
    post = make.post(topic, source="Ask @dana-whitfield.")
    for _ in range(2):
        tell_of_post(post.pk, only_mentions=True)
        tell_of_post(post.pk)
    assert told(dana) == ["mention"]


@pytest.mark.parametrize("state", ["held_at", "withdrawn_at"])
def test_nobody_is_told_of_what_is_held_or_withdrawn(community, state):
    topic = make.topic(community)
    post = make.post(topic)
    Post.objects.filter(pk=post.pk).update(**{state: timezone.now()})
    tell_of_post(post.pk)
    assert told(topic.author) == [] and told(post.author) == []


@pytest.mark.django_db(transaction=True)
def test_a_reply_and_an_edit_that_are_told_at_the_same_moment_end_as_one_mention():
    community = make.community()
    topic, dana = make.topic(community), make.member("Dana Whitfield")
    set_following(topic, by=dana, follows=True)
    post = make.post(topic, source="Ask @dana-whitfield.")
    works = [lambda: tell_of_post(post.pk), lambda: tell_of_post(post.pk, only_mentions=True)] * 2
    assert make.at_once(*works) == [None] * 4
    assert told(dana) == ["mention"]


def test_reading_a_topic_marks_as_read_what_one_was_told_of_its_posts(community):
    topic = make.topic(community)
    first, second = make.post(topic), make.post(topic)
    for post in (first, second):
        tell_of_post(post.pk)
    mark_read(topic, topic.author, up_to=first.number)
    unread = Notification.objects.filter(person=topic.author, read_at=None)
    assert [note.target for note in unread] == [second]


# --- nothing leaks --------------------------------------------------------------------------------


SECRET = "The merger of the two bureaus"


@pytest.fixture
def insider(db):
    """Somebody who was told, in every way, of a topic in a private community."""
    private = make.community("Closed door", visibility=Visibility.PRIVATE)
    make.belonging(private, Role.LEAD)
    person = make.belonging(private, name="Dana Whitfield")
    topic = make.topic(private, by=person, title=SECRET)
    set_community_level(private, by=person, level="follow")
    post = make.post(topic, by=person, source="I do.")
    tell_of_post(make.post(topic, source="Ask @dana-whitfield.").pk)
    tell_of_post(make.post(topic).pk)
    start(private, title=SECRET + " again")
    accept_answer(post, by=make.belonging(private, Role.MODERATOR))
    assert sorted(told(person)) == ["answer", "mention", "reply", "topic"]
    return person, topic


def shows_nothing(person) -> bool:
    """Neither list, count, page, download nor mail says anything of the secret."""
    client = browser(person)
    pages = [client.get(address).content.decode() for address in ("/notifications/", "/following/")]
    ways_in = [client.get(f"/notifications/{each.pk}/").status_code for each in person.notifications.all()]
    return (
        unread_count(person) == 0
        and notifications(person, 1).total == 0
        and not any(SECRET in page or "Closed door" in page for page in pages)
        and set(ways_in) == {404}
    )


def test_who_left_a_private_community_reads_nothing_more_of_what_they_were_told_there(
    site, insider, mailoutbox
):
    person, topic = insider
    assert unread_count(person) == 4 and not shows_nothing(person)
    Notification.objects.update(read_at=None)
    leave_community(topic.community, by=person)
    assert shows_nothing(make.fresh(person))
    send_all()
    assert not [mail for mail in mailoutbox if person.email in mail.to]


def send_all() -> None:
    for key in Notification.objects.values_list("pk", flat=True):
        mail_notification(key)


@pytest.mark.parametrize("way", ["move", "merge"])
def test_a_topic_that_went_into_a_private_community_is_gone_from_what_others_were_told(site, way, mailoutbox):
    public = make.community()
    private = make.community("Closed door", visibility=Visibility.PRIVATE)
    keeper = make.belonging(public, Role.LEAD)
    give_role(private, keeper, Role.LEAD, by=None)
    asker = make.belonging(public)
    topic = make.topic(public, by=asker, title=SECRET)
    tell_of_post(make.post(topic).pk)
    assert unread_count(asker) == 1
    if way == "move":
        move_topic(topic, by=keeper, to=private)
    else:
        merge_topics(topic, into=make.topic(private, by=keeper), by=keeper)
    assert shows_nothing(make.fresh(asker))
    send_all()
    assert mailoutbox == []


def test_who_may_not_read_is_not_told_though_they_follow_everything(db):
    private = make.community(visibility=Visibility.PRIVATE)
    outsider = make.member("Dana Whitfield")
    topic = make.topic(private)
    ReadingPosition.objects.create(person=outsider, topic=topic, follows=True)
    set_tag_level(topic.tags.get(), by=outsider, level="follow")
    CommunityLevel.objects.create(person=outsider, community=private, level=Level.FOLLOW)
    tell_of_post(topic.posts.get().pk)
    tell_of_post(make.post(topic, source="Ask @dana-whitfield.").pk)
    assert told(outsider) == []


def test_the_author_is_gently_told_whom_they_named_in_vain(site):
    private = make.community("Closed door", visibility=Visibility.PRIVATE)
    make.member("Dana Whitfield")
    inside = make.belonging(private, name="Luis Ortega")
    topic = make.topic(private)
    body = "@dana-whitfield, @luis-ortega, @nobody-at-all and `@dana-whitfield`"
    page = browser(topic.author).post(f"/topics/{topic.pk}/reply/", {"body": body}, follow=True)
    sentence = "We did not tell @dana-whitfield: what is said in Closed door is for its members."
    assert sentence in page.content.decode()
    tell_of_post(topic.posts.get(number=2).pk)
    assert told(inside) == ["mention"]


# --- what it costs --------------------------------------------------------------------------------


def test_telling_a_thousand_followers_costs_as_many_statements_as_telling_one(community):
    def statements(count: int) -> int:
        topic = make.topic(community)
        numbers = range(User.objects.count(), User.objects.count() + count)
        fields = {"standing": "member", "name": "A member"}
        people = [User(email=f"many{n}@epa.gov", slug=f"many-{n}", **fields) for n in numbers]
        people = User.objects.bulk_create(people)
        rows = [ReadingPosition(person=person, topic=topic, follows=True) for person in people]
        ReadingPosition.objects.bulk_create(rows)
        post = make.post(topic, by=topic.author)
        with CaptureQueriesContext(connection) as captured:
            tell_of_post(post.pk)
        assert Notification.objects.filter(object_id=post.pk, kind=Kind.REPLY).count() == count
        return len(captured)

    statements(1)  # what the process keeps has been read
    assert statements(1) == statements(1000) <= 20


def test_the_unread_count_reads_a_hundred_rows_of_five_thousand(community):
    person, post = make.member(), make.post(make.topic(community))
    fields = {"person": person, "kind": Kind.ANSWER, "target": post, "title": "x", "community": community}
    Notification.objects.bulk_create([Notification(**fields) for _ in range(5000)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notifications_notification")
    assert unread_count(person) == 100
    plan = own(person).filter(read_at=None)[:MOST_COUNTED].explain(analyze=True)
    read = [
        float(rows)
        for rows in re.findall(r"notifications_notification.*?actual time=\S+ rows=([\d.]+)", plan)
    ]
    assert read and max(read) <= 101, plan


def test_the_pages_of_what_one_is_told_and_follows_cost_at_most_eight_statements(site, community):
    person = make.belonging(community)
    topics = [make.topic(community, by=person) for _ in range(3)]
    for topic in topics:
        tell_of_post(make.post(topic).pk)
        set_tag_level(topic.tags.get(), by=person, level="follow")
    set_community_level(community, by=person, level="mute")
    client = browser(person)
    for address in ("/notifications/", "/notifications/?only=unread", "/notifications/mail/", "/following/"):
        assert queries(client, address) <= 8, address
