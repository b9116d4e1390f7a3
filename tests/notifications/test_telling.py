"""Who is told what, in the site."""

from datetime import timedelta

import pytest
from django.utils import timezone

from communities.discussions.answering import accept_answer
from communities.discussions.following.following import set_following
from communities.discussions.hiding import hide_post
from communities.discussions.tasks import tell_of_post
from communities.notifications.models import Kind, Notification
from communities.notifications.reading import MOST_COUNTED, unread_count
from communities.notifications.telling import tell
from communities.spaces.models import Role
from tests import make
from tests.tools import browser, jobs, queries


@pytest.fixture
def topic(db):
    return make.topic()


def told() -> list[tuple]:
    """Everything that anybody was told: to whom, why, of which post."""
    return sorted(Notification.objects.values_list("person", "kind", "object_id"))


def test_who_follows_a_topic_is_told_of_a_reply_and_its_writer_is_not(topic):
    follower, stranger = make.member(), make.member()
    set_following(topic, by=follower, follows=True)
    post = make.post(topic)
    tell_of_post(post.pk)
    expected = [(topic.author_id, "reply", post.pk), (follower.pk, "reply", post.pk)]
    assert told() == sorted(expected)
    note = Notification.objects.get(person=follower)
    assert (note.actor, note.title, note.created_at) == (post.author, topic.title, post.created_at)
    assert not Notification.objects.filter(person=stranger).exists()


def test_who_no_longer_follows_is_not_told(topic):
    set_following(topic, by=topic.author, follows=False)
    tell_of_post(make.post(topic).pk)
    assert told() == []


def test_who_follows_and_is_mentioned_is_told_once_of_the_mention(topic):
    dana = make.belonging(topic.community, name="Dana Whitfield")
    set_following(topic, by=dana, follows=True)
    post = make.post(topic, source="Ask @dana-whitfield.")
    tell_of_post(post.pk)
    assert told() == sorted([(dana.pk, "mention", post.pk), (topic.author_id, "reply", post.pk)])


def test_who_mentions_themselves_is_told_nothing(topic):
    dana = make.belonging(topic.community, name="Dana Whitfield")
    post = make.post(topic, by=dana, source="I am @dana-whitfield.")
    tell_of_post(post.pk)
    assert told() == [(topic.author_id, "reply", post.pk)]


def test_a_mention_in_a_new_topic_is_told_and_its_start_is_no_reply(db):
    dana = make.member("Dana Whitfield")
    topic = make.topic(source="Does @dana-whitfield know?")
    post = topic.posts.get()
    tell_of_post(post.pk)
    assert told() == [(dana.pk, "mention", post.pk)]


def test_everybody_is_told_once_though_the_job_runs_twice(topic):
    make.belonging(topic.community, name="Dana Whitfield")
    post = make.post(topic, source="Ask @dana-whitfield.")
    for _ in range(3):
        tell_of_post(post.pk)
    assert len(told()) == 2


def test_a_job_that_ran_halfway_is_finished_by_the_next_run(topic):
    follower = make.member()
    set_following(topic, by=follower, follows=True)
    post = make.post(topic)
    tell([follower.pk], Kind.REPLY, target=post, title=topic.title, actor=post.author)
    tell_of_post(post.pk)
    assert [person for person, _kind, _post in told()] == sorted([topic.author_id, follower.pk])


def test_nobody_is_told_of_a_post_that_was_hidden_before_the_worker_came(topic):
    post = make.post(topic)
    hide_post(post, by=post.author and make.belonging(topic.community, Role.LEAD), reason="Private.")
    Notification.objects.all().delete()
    tell_of_post(post.pk)
    assert told() == []


def test_nothing_happens_when_the_post_is_not_there(db):
    tell_of_post(10**9)
    assert told() == []


def test_nobody_is_told_of_their_own_act(topic):
    lead = make.belonging(topic.community, Role.LEAD)
    post = make.post(topic, by=lead)
    accept_answer(post, by=lead)
    hide_post(post, by=lead, reason="A mistake of mine.")
    assert told() == []


def test_an_answer_that_is_accepted_again_later_is_told_again(topic):
    first, second = make.post(topic), make.post(topic)
    for post in (first, second, first):
        accept_answer(post, by=topic.author)
    assert Notification.objects.filter(kind=Kind.ANSWER, person=first.author).count() == 2


def test_each_who_is_told_has_a_mail_job_of_their_own(topic):
    followers = [make.member() for _ in range(3)]
    for person in followers:
        set_following(topic, by=person, follows=True)
    tell_of_post(make.post(topic).pk)
    keys = [job["notification_id"] for job in jobs("mail_notification")]
    assert sorted(keys) == sorted(Notification.objects.values_list("pk", flat=True)) and len(keys) == 4


def test_what_happened_long_ago_is_not_mailed_and_what_is_very_old_counts_as_read(topic):
    now = timezone.now()
    for kind, days in ((Kind.REPLY, 2), (Kind.MENTION, 40)):
        post = make.post(topic)
        tell([topic.author_id], kind, target=post, title="x", actor=None, at=now - timedelta(days=days))
    assert jobs("mail_notification") == []
    read = dict(Notification.objects.values_list("kind", "read_at"))
    assert read["reply"] is None and read["mention"] is not None


def test_telling_a_thousand_costs_as_many_statements_as_telling_ten(topic, django_assert_max_num_queries):
    people, post = [make.member().pk for _ in range(10)], make.post(topic)
    with django_assert_max_num_queries(8) as ten:
        tell(people, Kind.REPLY, target=post, title="x", actor=None)
    User = type(topic.author)
    many = User.objects.bulk_create([User(email=f"many{n}@epa.gov") for n in range(1000)])
    post = make.post(topic)
    with django_assert_max_num_queries(len(ten)):
        tell([person.pk for person in many], Kind.REPLY, target=post, title="x", actor=None)
    assert Notification.objects.filter(object_id=post.pk).count() == 1000


@pytest.mark.django_db(transaction=True)
def test_everybody_is_told_once_though_four_workers_run_the_job_at_the_same_moment():
    topic = make.topic()
    for _ in range(5):
        set_following(topic, by=make.member(), follows=True)
    post = make.post(topic)
    assert make.at_once(*[lambda: tell_of_post(post.pk)] * 4) == [None] * 4
    assert Notification.objects.count() == 6


# --- the bell -------------------------------------------------------------------------------------


def tell_of(person, post, count: int) -> None:
    """Tell a person of `count` posts, without writing that many."""
    post_type = Notification._meta.get_field("content_type").related_model.objects.get_for_model(post)
    row = {"person": person, "kind": Kind.ANSWER, "content_type": post_type, "object_id": post.pk}
    Notification.objects.bulk_create([Notification(title="x", **row) for _ in range(count)])


def test_the_unread_count_costs_one_statement_with_none_and_with_five_hundred(
    topic, django_assert_num_queries
):
    post, person = make.post(topic), make.member()
    with django_assert_num_queries(1):
        assert unread_count(person) == 0
    tell_of(person, post, 500)
    with django_assert_num_queries(1):
        assert unread_count(person) == MOST_COUNTED == 100
    with django_assert_num_queries(0):
        assert unread_count(None) == 0


def test_no_page_is_dearer_for_who_has_five_hundred_unread(site, topic):
    post, person = make.post(topic), make.member()
    client = browser(person)
    addresses = ("/communities/", "/notifications/", topic.get_absolute_url())
    tell_of(person, post, 1)
    before = {address: queries(client, address) for address in addresses}
    tell_of(person, post, 500)
    assert {address: queries(client, address) for address in addresses} == before
    assert max(before.values()) <= 8, before


def test_what_was_read_is_not_counted(topic):
    tell_of(topic.author, make.post(topic), 3)
    Notification.objects.filter(pk=Notification.objects.first().pk).update(read_at=timezone.now())
    assert unread_count(topic.author) == 2
