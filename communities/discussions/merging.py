"""Two topics become one, or posts of one become a topic of their own. Both can be taken back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.kit.permissions import require
from communities.members.models import User
from communities.spaces.models import forget_roles

from . import rules
from .arranging import note
from .counting import recount, recount_community
from .following import follow_quietly
from .indexing import index_topic, unindex_topic
from .models import Act, Kind, Post, ReadingPosition, Topic


@transaction.atomic
def merge_topics(topic: Topic, *, into: Topic, by: User) -> Topic:
    """Put the posts of `topic` behind those of `into`, in their order, with new numbers.

    The old address leads to the first of them. Raises Refused when the person does not keep order in both
    communities, or when more people would read what was said.
    """
    topic, into = _locked(topic, into)
    forget_roles(by)
    require(rules.may_merge(by, topic, into))
    moved = _put_behind(list(topic.posts.order_by("number")), into)
    _follow_along(topic, into)
    topic.merged_into, topic.answer, topic.answered_by = into, None, None
    topic.is_pinned = False
    topic.save(update_fields=["merged_into", "answer", "answered_by", "is_pinned"])
    act = note(into, Act.Kind.MERGED, by=by, other=topic.pk, title=topic.title, posts=moved)
    Act.objects.filter(pk=act.pk).update(after=into.post_count)
    _count_again(topic, into)
    unindex_topic(topic)
    index_topic(into)
    return into


@transaction.atomic
def unmerge_topic(topic: Topic, *, by: User) -> Topic:
    """Take a merging back: the posts return to `topic` with the numbers they had."""
    into = topic.merged_into
    if into is None:
        raise ValidationError(_("This topic has not been merged."))
    topic, into = _locked(topic, into)
    forget_roles(by)
    require(rules.may_arrange(by, topic))
    require(rules.may_arrange(by, into))
    act = into.acts.filter(kind=Act.Kind.MERGED, facts__other=topic.pk).latest("pk")
    _bring_back(act.facts["posts"], topic)
    topic.merged_into = None
    topic.save(update_fields=["merged_into"])
    act.delete()
    _lose_answer(into)
    _count_again(into, topic)
    note(topic, Act.Kind.REOPENED, by=by, other=into.pk)
    index_topic(topic)
    index_topic(into)
    return topic


@transaction.atomic
def split_topic(topic: Topic, numbers: list[int], *, by: User, title: str) -> Topic:
    """Make a new topic of posts of this one, in the same community. The first post stays.

    Raises Refused when the person does not keep order here, ValidationError for what is no post, for the
    first one, and for an empty title.
    """
    topic = Topic.objects.locked().get(pk=topic.pk)
    forget_roles(by)
    require(rules.may_arrange(by, topic))
    posts = list(topic.posts.filter(number__in=numbers).order_by("number"))
    _check_split(posts, numbers, title)
    first = posts[0]
    new = Topic(community=topic.community, kind=Kind.DISCUSSION, title=" ".join(title.split()))
    new.author, new.created_at = first.author, first.created_at
    new.last_post_at = first.created_at
    new.save()
    new.tags.set(topic.tags.all())
    moved = _put_behind(posts, new)
    if topic.answer_id in {post.pk for post in posts}:
        topic.answer = topic.answered_by = None
        topic.save(update_fields=["answer", "answered_by"])
    _count_again(topic, new)
    for author in {post.author for post in posts}:
        follow_quietly(new, author, last_read=new.post_count)
    note(new, Act.Kind.BEGUN, by=by, other=topic.pk, title=topic.title)
    act = note(topic, Act.Kind.SPLIT, by=by, other=new.pk, title=new.title, posts=moved)
    Act.objects.filter(pk=act.pk).update(after=max(numbers))
    index_topic(topic)
    index_topic(new)
    return new


def _locked(topic: Topic, other: Topic) -> tuple[Topic, Topic]:
    """Both, locked in the order of their keys: two people who merge at once take turns."""
    rows = {row.pk: row for row in Topic.objects.locked().filter(pk__in=[topic.pk, other.pk]).order_by("pk")}
    return rows[topic.pk], rows[other.pk]


def _check_split(posts: list[Post], numbers: list[int], title: str) -> None:
    if not title.strip():
        raise ValidationError(_("Give the new topic a title."))
    if not posts or len(posts) != len(set(numbers)):
        raise ValidationError(_("Choose posts of this topic."))
    if posts[0].number == 1:
        raise ValidationError(_("The first post stays. To give the whole topic another place, move it."))


def _put_behind(posts: list[Post], topic: Topic) -> list[list]:
    """Give posts the next numbers of a topic. Returns the key, old number and old `in_reply_to` of each."""
    last = topic.posts.order_by("-number").values_list("number", flat=True).first() or 0
    renumbered = {post.number: last + place for place, post in enumerate(posts, start=1)}
    moved: list[list] = [[post.pk, post.number, post.in_reply_to] for post in posts]
    for post in posts:
        post.topic, post.number = topic, renumbered[post.number]
        post.in_reply_to = renumbered.get(post.in_reply_to) if post.in_reply_to else None
    Post.objects.bulk_update(posts, ["topic", "number", "in_reply_to"])
    return moved


def _bring_back(moved: list[list], topic: Topic) -> None:
    for key, number, in_reply_to in moved:
        Post.objects.filter(pk=key).update(topic=topic, number=number, in_reply_to=in_reply_to)


def _lose_answer(topic: Topic) -> None:
    """An answer that stands in another topic now is no answer here."""
    if topic.answer_id and not topic.posts.filter(pk=topic.answer_id).exists():
        topic.answer = topic.answered_by = None
        topic.save(update_fields=["answer", "answered_by"])


def _follow_along(topic: Topic, into: Topic) -> None:
    """Who followed the one follows the other, unless they muted it."""
    for position in ReadingPosition.objects.filter(topic=topic, follows=True).select_related("person"):
        follow_quietly(into, position.person, last_read=0)


def _count_again(*topics: Topic) -> None:
    for topic in topics:
        recount(topic)
    for community in {topic.community_id: topic.community for topic in topics}.values():
        recount_community(community)


def merged_place(topic: Topic, number: int) -> tuple[Topic, int] | None:
    """Where post `number` of a merged topic stands now; None when it is not merged."""
    if topic.merged_into is None:
        return None
    act = topic.merged_into.acts.filter(kind=Act.Kind.MERGED, facts__other=topic.pk).latest("pk")
    keys = {old: key for key, old, _to in act.facts["posts"]}
    key = keys.get(number, act.facts["posts"][0][0])
    now = Post.objects.filter(pk=key).values_list("number", flat=True).first()
    return topic.merged_into, now or 1
