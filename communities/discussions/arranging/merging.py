"""Two topics become one, or posts of one become a topic of their own. Both can be taken back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.kit.permissions import require
from communities.members.models import User
from communities.notifications.telling import told_elsewhere
from communities.spaces.models import forget_roles

from .. import rules
from ..counting import recount, recount_communities
from ..following.following import follow_along, follow_quietly
from ..indexing import index_topic, unindex_topic
from ..models import Act, Kind, Post, ReadingPosition, Topic
from ..writing.rendering import render_again
from .arranging import answer_of, give_answer_back, locked_in_order, note


@transaction.atomic
def merge_topics(topic: Topic, *, into: Topic, by: User) -> Topic:
    """Put the posts of `topic` behind those of `into`, in their order, with new numbers.

    The old address leads to the first of them. Raises Refused when the person does not keep order in both
    communities, or when more people would read what was said.
    """
    topic, into = locked_in_order(topic, into)
    forget_roles(by)
    require(rules.may_merge(by, topic, into))
    facts = {**answer_of(topic), "pinned": topic.is_pinned}
    moved = _put_behind(list(topic.posts.order_by("number")), into)
    follow_along(topic, into)
    topic.merged_into, topic.answer, topic.answered_by = into, None, None
    topic.is_pinned = False
    topic.save(update_fields=["merged_into", "answer", "answered_by", "is_pinned"])
    note(into, Act.Kind.MERGED, by=by, left=topic.community, other=topic.pk, posts=moved, **facts)
    _count_again(topic, into)
    if topic.community_id != into.community_id:
        render_again(into)
    unindex_topic(topic)
    index_topic(into)
    return into


@transaction.atomic
def unmerge_topic(topic: Topic, *, by: User) -> Topic:
    """Take a merging back: the posts return to `topic` with the numbers they had, and its answer with them.

    What was said in the other topic since stays there. Raises Refused when the person may not, and
    ValidationError when none of the posts stands there any more.
    """
    topic = Topic.objects.select_related("community", "merged_into__community").get(pk=topic.pk)
    require(rules.may_unmerge(by, topic))
    topic, into = locked_in_order(topic, topic.merged_into or topic)
    forget_roles(by)
    require(rules.may_unmerge(by, topic))
    act = into.acts.filter(kind=Act.Kind.MERGED, facts__other=topic.pk).latest("pk")
    if not _bring_back(act.facts["posts"], into, topic):
        raise ValidationError(_("None of its posts is here any more. First undo what was done with them."))
    topic.merged_into, topic.is_pinned = None, bool(act.facts.get("pinned"))
    give_answer_back(topic, act.facts)
    topic.save(update_fields=["merged_into", "is_pinned", "answer", "answered_by"])
    act.delete()
    _lose_answer(into)
    _count_again(into, topic)
    if topic.community_id != into.community_id:
        render_again(topic)
    note(topic, Act.Kind.REOPENED, by=by, left=into.community, other=into.pk, merging=True)
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
    posts = list(topic.posts.filter(number__in=numbers).select_related("author").order_by("number"))
    _check_split(posts, numbers, title)
    new = _begin(topic, posts[0], title)
    facts = answer_of(topic) if topic.answer_id in {post.pk for post in posts} else {}
    moved = _put_behind(posts, new)
    _lose_answer(topic)
    note(new, Act.Kind.BEGUN, by=by, place=0, other=topic.pk)
    note(topic, Act.Kind.SPLIT, by=by, place=max(numbers), other=new.pk, posts=moved, **facts)
    _count_again(topic, new)
    for author in {post.author for post in posts}:
        follow_quietly(new, author, last_read=new.post_count)
    index_topic(topic)
    index_topic(new)
    return new


@transaction.atomic
def unsplit_topic(new: Topic, *, by: User) -> Topic:
    """Take a splitting back: the posts return with the numbers they had.

    What was said in the new topic since comes behind. Its address leads to where it was taken from. Raises
    Refused when the person may not merge the two, ValidationError for what was not split, or is back already.
    """
    begun = new.acts.filter(kind=Act.Kind.BEGUN).first()
    if begun is None:
        raise ValidationError(_("This topic was not made of posts of another one."))
    new, topic = locked_in_order(new, Topic.objects.get(pk=begun.facts["other"]))
    forget_roles(by)
    require(rules.may_merge(by, new, topic))
    act = topic.acts.filter(kind=Act.Kind.SPLIT, facts__other=new.pk).last()
    if act is None:  # it was, and then the merging was taken back
        raise ValidationError(_("This was taken back once already. Merge the two topics instead."))
    kept = [[post.pk, post.number, post.in_reply_to] for post in new.posts.order_by("number")]
    answer = answer_of(new)
    _bring_back(act.facts["posts"], new, topic)
    _put_behind(list(new.posts.order_by("number")), topic)
    follow_along(new, topic)
    new.merged_into, new.answer, new.answered_by, new.is_pinned = topic, None, None, False
    new.save(update_fields=["merged_into", "answer", "answered_by", "is_pinned"])
    give_answer_back(topic, act.facts)
    topic.save(update_fields=["answer", "answered_by"])
    act.delete()
    note(topic, Act.Kind.MERGED, by=by, left=new.community, other=new.pk, posts=kept, **answer)
    _count_again(new, topic)
    if new.community_id != topic.community_id:
        render_again(topic)
    unindex_topic(new)
    index_topic(topic)
    return topic


def place_of(topic: Topic, number: int) -> int | None:
    """The key of what was post `number` of a merged topic, or of its first one; None if it is not merged."""
    if topic.merged_into is None:
        return None
    act = topic.merged_into.acts.filter(kind=Act.Kind.MERGED, facts__other=topic.pk).latest("pk")
    keys = {old: key for key, old, _to in act.facts["posts"]}
    return keys.get(number, act.facts["posts"][0][0])


def _begin(topic: Topic, first: Post, title: str) -> Topic:
    """A new topic beside `topic`, for posts of which `first` is the first."""
    new = Topic(community=topic.community, kind=Kind.DISCUSSION, title=" ".join(title.split()))
    new.author, new.created_at, new.last_post_at = first.author, first.created_at, first.created_at
    new.save()
    new.tags.set(topic.tags.all())
    return new


def _check_split(posts: list[Post], numbers: list[int], title: str) -> None:
    if not title.strip():
        raise ValidationError(_("Give the new topic a title."))
    if not posts or len(posts) != len(set(numbers)):
        raise ValidationError(_("Choose posts of this topic."))
    if posts[0].number == 1:
        raise ValidationError(_("The first post stays. To give the whole topic another place, move it."))


def _put_behind(posts: list[Post], topic: Topic) -> list[list]:
    """Give posts the next numbers of a topic. Returns the key, old number and old `in_reply_to` of each."""
    last = topic.post_count  # not the number of its last post: those that were split away may come back
    renumbered = {post.number: last + place for place, post in enumerate(posts, start=1)}
    moved: list[list] = [[post.pk, post.number, post.in_reply_to] for post in posts]
    for post in posts:
        post.topic, post.number = topic, renumbered[post.number]
        post.in_reply_to = renumbered.get(post.in_reply_to) if post.in_reply_to else None
    Post.objects.bulk_update(posts, ["topic", "number", "in_reply_to"])
    return moved


def _bring_back(moved: list[list], source: Topic, topic: Topic) -> int:
    """Give the posts that still stand in `source` the places in `topic` that they had. Returns how many."""
    places = {key: (number, in_reply_to) for key, number, in_reply_to in moved}
    posts = list(source.posts.filter(pk__in=places))
    for post in posts:
        post.topic = topic
        post.number, post.in_reply_to = places[post.pk]
    Post.objects.bulk_update(posts, ["topic", "number", "in_reply_to"])
    return len(posts)


def _lose_answer(topic: Topic) -> None:
    """An answer that stands in another topic now is no answer here."""
    if topic.answer_id and not topic.posts.filter(pk=topic.answer_id).exists():
        topic.answer = topic.answered_by = None
        topic.save(update_fields=["answer", "answered_by"])


def _count_again(*topics: Topic) -> None:
    """Count what the topics hold now. Nobody has read further than they go, or is told of posts elsewhere."""
    for topic in topics:
        recount(topic)
        read = ReadingPosition.objects.filter(topic=topic, last_read__gt=topic.post_count)
        if topic.merged_into_id is None:
            read.update(last_read=topic.post_count)
    for topic in topics:  # positions first, then what was told: as `mark_read` does, which may come meanwhile
        told_elsewhere(topic.posts.all(), community=topic.community)
    recount_communities(*(place for topic in topics for place in (topic.community, topic.also_in)))
