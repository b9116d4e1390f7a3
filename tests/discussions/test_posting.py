from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.discussions.indexing import index_topic
from communities.discussions.models import Kind, Mention, Post, ReadingPosition, Topic
from communities.discussions.writing import posting
from communities.discussions.writing.posting import reply, start_topic
from communities.discussions.writing.withdrawing import withdraw_post
from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.notifications.models import Notification
from communities.spaces.changing import archive_community, change_community
from communities.spaces.models import Community, JoinPolicy, PostingPolicy, Role, Visibility
from communities.tags.models import Tag
from tests import make
from tests.tools import jobs, verbs

EVERYTHING = (Topic, Post, Mention, ReadingPosition, Document, Entry, Notification, Tag)


def rows() -> list[int]:
    """How many rows there are of everything that posting writes, jobs included."""
    return [model.objects.count() for model in EVERYTHING] + [len(jobs("tell_of_post"))]


# --- a topic --------------------------------------------------------------------------------------


def test_a_topic_starts_with_its_first_post_and_everything_that_belongs_to_it(db):
    community = make.community()
    asker = make.belonging(community)
    topic = make.topic(community, by=asker, title="How do  we caption?", tags=["captions", "live-video"])
    post = topic.posts.get()
    assert (topic.title, topic.post_count, topic.last_post_by) == ("How do we caption?", 1, asker)
    assert (post.number, post.author, post.html) == (1, asker, "<p>We stream the weekly briefing.</p>\n")
    assert [tag["slug"] for tag in Topic.objects.get().tag_list] == ["captions", "live-video"]
    assert Community.objects.get().topic_count == 1
    assert Document.objects.get(kind="topic").title == "How do we caption?"
    assert jobs("tell_of_post") == [{"post_id": post.pk}]
    assert ReadingPosition.objects.filter(person=asker, topic=topic, last_read=1, follows=True).exists()
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.on, entry.facts) == (
        "topic.started",
        asker,
        topic,
        {"kind": "question"},
    )


def test_who_is_not_a_member_of_the_community_starts_no_topic_there(db):
    community, outsider = make.community("Captioners"), make.member()
    before = rows()
    with pytest.raises(Refused, match="Join Captioners to take part"):
        make.topic(community, by=outsider)
    assert rows() == before


def test_who_goes_back_and_posts_the_same_words_again_finds_what_they_posted(db):
    community = make.community()
    asker = make.belonging(community)
    first = make.topic(community, by=asker, submission=uuid4())
    assert make.topic(community, by=asker, title=f" {first.title}", submission=uuid4()) == first
    answer = reply(first, by=asker, source="Once.", submission=uuid4())
    assert reply(first, by=asker, source="Once. ", submission=uuid4()) == answer
    assert reply(first, by=asker, source="Twice.", submission=uuid4()) != answer


def test_the_same_words_later_or_elsewhere_are_new_words(db, monkeypatch):
    community = make.community()
    asker = make.belonging(community)
    first = make.topic(community, by=asker, submission=uuid4())
    elsewhere = make.community()
    make.give_role(elsewhere, asker, Role.MEMBER, by=None)
    assert make.topic(elsewhere, by=asker, submission=uuid4()) != first
    Post.objects.update(created_at=timezone.now() - posting.AGAIN)
    assert make.topic(community, by=asker, submission=uuid4()) != first


def test_a_member_announces_nothing_and_starts_nothing_where_only_leads_do(db):
    community = make.community(posting_policy=PostingPolicy.LEADS)
    with pytest.raises(Refused, match="only leads and moderators start topics"):
        make.topic(community, by=make.belonging(community))
    everywhere = make.community()
    with pytest.raises(Refused, match="Only leads and moderators make announcements"):
        make.topic(everywhere, by=make.belonging(everywhere), kind=Kind.ANNOUNCEMENT)
    assert make.topic(everywhere, by=make.belonging(everywhere, Role.LEAD), kind=Kind.ANNOUNCEMENT)


def test_what_a_role_allowed_a_moment_ago_counts_no_more(db):
    """A verb reads the roles again, whatever the request has read before."""
    community = make.community()
    person = make.belonging(community)
    topic = make.topic(community, by=person)
    community.memberships.all().delete()
    with pytest.raises(Refused):
        reply(topic, by=person, source="I am still here.")


def test_a_tag_that_an_editor_spelt_otherwise_is_the_same_tag(db):
    Tag.objects.create(name="Live Video", slug="live-video")
    topic = make.topic(tags=["live-video"])
    assert [tag["name"] for tag in topic.tag_list] == ["Live Video"]


def test_the_form_of_a_topic_sent_twice_starts_one_topic(db):
    community = make.community()
    asker, form = make.belonging(community), uuid4()
    first = make.topic(community, by=asker, submission=form)
    before = rows()
    assert make.topic(community, by=asker, submission=form) == first
    assert rows() == before and Community.objects.get().topic_count == 1


# --- a reply --------------------------------------------------------------------------------------


def test_a_reply_is_written_with_its_number_counters_ledger_entry_document_and_job(db):
    topic = make.topic()
    person = make.belonging(topic.community)
    post = reply(topic, by=person, source="Hire a **stenographer**.", in_reply_to=1)
    topic.refresh_from_db()
    assert (post.number, post.in_reply_to) == (2, 1)
    assert "<strong>stenographer</strong>" in post.html
    assert (topic.post_count, topic.last_post_at, topic.last_post_by) == (2, post.created_at, person)
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.on, entry.facts) == (
        "post.replied",
        person,
        post,
        {"topic": topic.pk},
    )
    assert entry.community_id == topic.community_id
    assert "Hire a stenographer." in Document.objects.get(kind="topic").body
    assert jobs("tell_of_post")[-1] == {"post_id": post.pk}
    assert ReadingPosition.objects.filter(person=person, last_read=2, follows=True).exists()


def test_a_reply_to_a_post_that_is_not_there_is_a_reply_to_the_topic(db):
    topic = make.topic()
    for number in (0, -1, 2, 10**12):
        assert reply(topic, by=topic.author, source="Hello.", in_reply_to=number).in_reply_to in (None, 2)
    assert topic.posts.filter(in_reply_to__gt=2).count() == 0


def test_who_is_mentioned_is_kept_and_becomes_a_link(db):
    topic = make.topic()
    dana = make.member("Dana Whitfield")
    post = reply(topic, by=topic.author, source="Ask @dana-whitfield, and not @nobody-here.")
    assert [mention.person for mention in post.mentions.all()] == [dana]
    assert f'href="{dana.get_absolute_url()}"' in post.html and "@nobody-here" in post.html


def test_who_does_not_see_a_private_community_is_not_mentioned_there(db):
    private = make.community(visibility=Visibility.PRIVATE)
    make.member("Olaf Outside")
    inside, boss = make.belonging(private, name="Ines Inside"), make.administrator("Ada Admin")
    post = reply(make.topic(private), by=inside, source="@olaf-outside @ines-inside @ada-admin")
    assert {mention.person for mention in post.mentions.all()} == {inside, boss}
    assert "@olaf-outside" in post.html and "people/olaf-outside" not in post.html


def test_the_form_of_a_reply_sent_twice_adds_one_post(db):
    topic, form = make.topic(), uuid4()
    first = reply(topic, by=topic.author, source="Once.", submission=form)
    before = rows()
    assert reply(topic, by=topic.author, source="Once.", submission=form) == first
    assert rows() == before and Topic.objects.get().post_count == 2


def test_two_people_who_send_the_same_number_of_form_post_both(db):
    topic, form = make.topic(), uuid4()
    for _ in range(2):
        reply(topic, by=make.belonging(topic.community), source="Mine.", submission=form)
    assert topic.posts.count() == 3


def test_who_is_not_a_member_of_the_community_does_not_reply(db):
    topic, outsider = make.topic(), make.member()
    before = rows()
    with pytest.raises(Refused, match="to take part"):
        reply(topic, by=outsider, source="Let me in.")
    assert rows() == before and Topic.objects.get().post_count == 1


def test_nobody_but_keepers_replies_to_a_locked_topic(db):
    topic = make.topic()
    Topic.objects.update(is_locked=True)
    with pytest.raises(Refused, match="locked"):
        reply(topic, by=topic.author, source="One more thing.")
    assert reply(topic, by=make.belonging(topic.community, Role.LEAD), source="Closed.").number == 2


WRONG = {
    "Write something first.": " \n\u202e\t ",
    "The text has 20001 characters; 20000 is the most.": "a" * 20_001,
    "is a file name, not alternative text": "Look: ![IMG_2041.JPG](https://example.gov/a.jpg)",
    "Each image needs alternative text": "Look: ![](https://example.gov/a.jpg)",
}


@pytest.mark.parametrize(("sentence", "source"), WRONG.items(), ids=list(WRONG))
def test_a_text_that_can_not_be_posted_says_why_and_leaves_nothing_half_written(db, sentence, source):
    topic = make.topic()
    before = rows()
    with pytest.raises(ValidationError, match=sentence):
        reply(topic, by=topic.author, source=source)
    with pytest.raises(ValidationError, match=sentence):
        make.topic(topic.community, by=topic.author, source=source, tags=["never-seen-before"])
    assert rows() == before
    assert Topic.objects.get().post_count == Community.objects.get().topic_count == 1


@pytest.mark.parametrize("last_step", ["tell_of_post", "index_topic", "follow_quietly", "record"])
def test_a_failure_after_the_post_is_written_leaves_nothing(db, monkeypatch, last_step):
    """Whatever fails last (queue, index, ledger): no post without the rest, and no rest without the post."""
    topic = make.topic()
    before = rows()

    class Broken:
        def __call__(self, *args, **kwargs):
            assert Post.objects.count() > 1, "the post was not written yet: this shows nothing"
            raise ConnectionError("the disk is full")

        defer = __call__

    monkeypatch.setattr(posting, last_step, Broken())
    with pytest.raises(ConnectionError):
        reply(topic, by=topic.author, source="Nearly.")
    with pytest.raises(ConnectionError):
        make.topic(topic.community, by=topic.author)
    assert rows() == before
    assert Topic.objects.get().post_count == Community.objects.get().topic_count == 1


def test_the_same_words_to_another_post_are_a_reply_of_their_own(db):
    topic = make.topic()
    make.post(topic), make.post(topic)
    thanks = [
        reply(topic, by=topic.author, source="Thanks!", in_reply_to=number, submission=uuid4())
        for number in (2, 3, 3)
    ]
    assert [post.number for post in thanks] == [4, 5, 5]


def test_what_was_withdrawn_can_be_said_again(db):
    topic = make.topic()
    first = reply(topic, by=topic.author, source="Yes.", submission=uuid4())
    withdraw_post(first, by=topic.author)
    assert reply(topic, by=topic.author, source="Yes.", submission=uuid4()).number == 3


# --- at the same moment ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_fifty_replies_at_once_each_has_its_own_number_and_all_are_counted():
    topic = make.topic()
    people = [make.belonging(topic.community) for _ in range(10)]
    acts = [lambda n=n: reply(topic, by=people[n % 10], source=f"Reply {n}.") for n in range(50)]
    posts = make.at_once(*acts)
    assert sorted(post.number for post in posts) == list(range(2, 52))
    topic = Topic.objects.get()
    assert list(topic.posts.values_list("number", flat=True)) == list(range(1, 52))
    last = topic.posts.get(number=51)
    assert (topic.post_count, topic.last_post_by_id) == (51, last.author_id)
    assert topic.last_post_at == last.created_at
    assert verbs().count("post.replied") == len(jobs("tell_of_post")) - 1 == 50
    body = Document.objects.get(kind="topic").body
    assert all(f"Reply {n}." in body for n in range(50))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["reply", "start"])
def test_a_form_sent_four_times_at_the_same_moment_is_posted_once(verb):
    topic, form = make.topic(), uuid4()
    person = make.belonging(topic.community)

    def send():
        if verb == "reply":
            return reply(topic, by=make.fresh(person), source="Once.", submission=form).pk
        fields = {
            "kind": "question",
            "title": "How often is it sent?",
            "source": "Once.",
            "tags": ["captions"],
        }
        return start_topic(topic.community, by=make.fresh(person), submission=form, **fields).pk

    found = make.at_once(*[send] * 4)
    assert len(set(found)) == 1, found
    assert Post.objects.filter(submission=form).count() == 1


@pytest.mark.django_db(transaction=True)
def test_topics_started_at_the_same_moment_with_the_same_new_tags_share_them():
    community = make.community()
    people = [make.belonging(community) for _ in range(6)]
    pairs = [["live-video", "captions"], ["captions", "live-video"]]
    topics = make.at_once(
        *[lambda n=n: make.topic(community, by=people[n], tags=pairs[n % 2]) for n in range(6)]
    )
    assert all(isinstance(topic, Topic) for topic in topics), topics
    assert Tag.objects.count() == 2 and Community.objects.get().topic_count == 6


def test_a_community_that_changes_while_a_topic_is_written_is_taken_as_it_is_then(db):
    read_before = make.community("Captioners")
    lead = make.belonging(read_before, Role.LEAD)
    changes = {"visibility": Visibility.PRIVATE, "join_policy": JoinPolicy.INVITATION}
    private = change_community(read_before, by=lead, read_version=1, **changes)
    topic = make.topic(read_before, by=lead)
    assert Document.objects.get(kind="topic", object_id=topic.pk).audience == private.audience
    archive_community(read_before, by=lead)
    with pytest.raises(Refused, match="Captioners is archived"):
        make.topic(read_before, by=lead)


def test_a_topic_is_found_by_whom_its_community_is_for_when_the_index_is_written(db):
    lead = make.belonging(make.community("Captioners"), Role.LEAD)
    read_before = Topic.objects.select_related("community").get(
        pk=make.topic(Community.objects.get(name="Captioners"), by=lead).pk
    )
    changes = {"visibility": Visibility.PRIVATE, "join_policy": JoinPolicy.INVITATION}
    private = change_community(read_before.community, by=lead, read_version=1, **changes)
    index_topic(read_before)
    assert Document.objects.get(kind="topic").audience == private.audience
