"""A topic as a document of the search index: its question, its answer, and what else was said."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from communities.finding.indexing import Findable, lock_every_document, put, remove
from communities.finding.models import Document, Kind
from communities.finding.rebuilding import Source
from communities.kit import text
from communities.members.indexing import labels_of_work
from communities.members.models import User
from communities.spaces.models import Community

from .models import Kind as TopicKind
from .models import Post, Topic

MOST_REPLIES = 100  # the newest: a bound on the work of one reply in a topic of thousands


def index_topic(topic: Topic) -> None:
    """Write the document of one topic, for whom its community is now: it may have changed meanwhile.

    What waits for a moderator is not found by anybody.
    """
    if topic.held_at:
        remove(topic)
        return
    put(_findable(topic))
    community = Community.objects.get(pk=topic.community_id)
    if community.audience != topic.community.audience:
        _change_audience([topic.pk], community)


def unindex_topic(topic: Topic) -> None:
    """Let a topic that stands in another one be found there only."""
    remove(topic)


def change_audience(community: Community) -> None:
    """Let the topics of a community be found by whom they are for now. Two statements, however many."""
    lock_every_document()
    _change_audience(Topic.objects.filter(community=community).values("pk"), community)


def _change_audience(keys: list[int] | QuerySet, community: Community) -> None:
    topics = ContentType.objects.get_for_model(Topic)
    Document.objects.filter(content_type=topics, object_id__in=keys).update(audience=community.audience)


def findable_topics(keys: list[int]) -> Iterator[Findable]:
    """The documents of these topics, as far as they can be found."""
    topics = (
        Topic.objects.filter(pk__in=keys, merged_into=None, held_at=None)
        .select_related("community", "answer__author__profile__agency")
        .with_tags()
    )
    return (_findable(topic) for topic in topics.order_by("pk"))


TOPICS = Source(Topic, findable_topics)


def _findable(topic: Topic) -> Findable:
    posts = _posts(topic)
    question = next((post for post in posts if post.number == 1), None)
    answer = next((post for post in posts if post.pk == topic.answer_id), None)
    first = [post for post in (question, answer) if post]
    rest = [post for post in posts if post not in first]
    return Findable(
        source=topic,
        kind=Kind.TOPIC,
        audience=topic.community.audience,
        url=topic.get_absolute_url(),
        title=topic.title,
        changed_at=topic.last_post_at,
        tags=[tag["slug"] for tag in topic.tag_list],
        summary=" ".join(text.plain(post.html) for post in first),
        body=" ".join(text.plain(post.html) for post in rest),
        labels=_labels(topic, posts, first),
        facts={
            "community": topic.community.slug,
            "kind": topic.kind,
            "solved": topic.is_solved,
            "replies": topic.reply_count,
            "agency": _agency_of(answer.author) if answer else "",
            "helpful": max((post.helpful_count for post in posts), default=0),
        },
    )


def _labels(topic: Topic, posts: list[Post], first: list[Post]) -> list[str]:
    """By what a topic can be narrowed: its community, who wrote, where who asked and who answered work."""
    labels = [f"in:{topic.community_id}", *(f"by:{post.author_id}" for post in posts)]
    for post in first:
        labels += labels_of_work(getattr(post.author, "profile", None))
    if topic.kind == TopicKind.QUESTION:
        labels.append("is:solved" if topic.is_solved else "is:open")
        labels += [] if topic.reply_count else ["is:unanswered"]
    return labels


def _agency_of(author: User) -> str:
    """Where who answered works; nothing is said of who has closed the account."""
    profile = getattr(author, "profile", None)
    return profile.agency_name if profile else ""


def _posts(topic: Topic) -> list[Post]:
    """The first post, the answer, and the newest others; hidden ones are not found by what they said."""
    shown = Post.objects.said().select_related("author__profile__agency", "author__profile__bureau")
    found = list(shown.filter(topic=topic).order_by("-number")[:MOST_REPLIES])
    if topic.post_count > MOST_REPLIES:
        found += shown.filter(topic=topic, number=1)
        found += shown.filter(pk=topic.answer_id) if topic.answer_id else []
    return sorted({post.pk: post for post in found}.values(), key=lambda post: post.number)
