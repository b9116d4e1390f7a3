"""Starting a topic and replying to one."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from communities.kit import text
from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User
from communities.screening.asking import Looked
from communities.spaces import rules as spaces
from communities.spaces.joining import locked
from communities.spaces.models import Community, forget_roles
from communities.tags.tagging import tags_named

from .. import rules
from ..following.following import follow_quietly
from ..holding import tell_keepers, waits_first
from ..indexing import index_topic
from ..models import Post, Topic
from ..tasks import tell_of_post
from . import rendering, screening
from .attaching import bind_attachments
from .drafting import discard_draft, place_of
from .screening import Written

AGAIN = timedelta(minutes=10)  # the same words by the same person within this time were sent twice


@transaction.atomic
def start_topic(
    community: Community,
    *,
    by: User,
    kind: str,
    title: str,
    source: str,
    tags: list[str],
    link: str = "",
    details: dict[str, str] | None = None,
    closes_on: date | None = None,
    submission: UUID | None = None,
    because: str = "",
    at: datetime | None = None,
) -> Topic:
    """Start a topic with its first post. A form sent twice (`submission`), or filled in again with the same
    words after going back, starts one topic.

    `at` is when it was said, for what is brought in from elsewhere. `because`: why it is right although
    screening warned of it. Raises Refused when the person may not, ValidationError when it can't be posted.
    """
    _wait_for_other_topics_of(by)
    title = " ".join(title.split())
    same = Q(number=1, topic__community=community, topic__title=title)
    if earlier := _sent_before(by, submission, source, same):
        return earlier.topic
    community = locked(community)
    forget_roles(by)
    require(spaces.may_start_topic(by, community))
    require(rules.may_use_kind(by, community, kind))
    looked = _screened(Written(by, community, title, source), because, submission)
    at = at or timezone.now()
    topic = Topic(community=community, kind=kind, title=title, author=by, created_at=at)
    topic.link, topic.details, topic.closes_on = link, details or {}, closes_on
    topic.last_post_at, topic.last_post_by, topic.post_count = at, by, 1
    topic.held_at = _held_from(looked, by, community, at)
    topic.save()
    topic.tags.set(tags_named(tags))
    post = _add(topic, number=1, by=by, source=source, submission=submission, at=at, held_at=topic.held_at)
    discard_draft(by, place_of(community))
    if not post.is_held:
        Community.objects.filter(pk=community.pk).update(topic_count=F("topic_count") + 1)
    record("topic.started", by=by, on=topic, community_id=community.pk, at=at, kind=str(kind))
    screening.note(post, looked, by)
    _announce(post, by)
    return topic


@transaction.atomic
def reply(
    topic: Topic,
    *,
    by: User,
    source: str,
    in_reply_to: int | None = None,
    submission: UUID | None = None,
    because: str = "",
    at: datetime | None = None,
) -> Post:
    """Add a reply. It, its ledger entry, its search document and the job that tells its followers commit
    together, or none of them does. A form sent twice (`submission`), or filled in again with the same words
    after going back, adds one reply.

    Raises Refused when the person may not reply, ValidationError when the text can't be posted.
    """
    topic = Topic.objects.locked().get(pk=topic.pk)
    if earlier := _sent_before(by, submission, source, Q(topic=topic, in_reply_to=in_reply_to)):
        return earlier
    forget_roles(by)
    require(rules.may_reply(by, topic))
    looked = _screened(Written(by, topic.community, "", source), because, submission)
    at = at or timezone.now()
    if in_reply_to is not None and not 1 <= in_reply_to <= topic.post_count:
        in_reply_to = None
    post = _add(
        topic,
        number=topic.post_count + 1,
        by=by,
        source=source,
        submission=submission,
        at=at,
        to=in_reply_to,
        held_at=_held_from(looked, by, topic.community, at),
    )
    discard_draft(by, place_of(topic))
    topic.post_count = post.number
    if not post.is_held:
        topic.last_post_at, topic.last_post_by = at, by
    topic.save(update_fields=["post_count", "last_post_at", "last_post_by"])
    record("post.replied", by=by, on=post, community_id=topic.community_id, at=at, topic=topic.pk)
    screening.note(post, looked, by)
    _announce(post, by)
    return post


def _screened(written: Written, because: str, submission: UUID | None) -> Looked:
    """What was found in a text. Only who has filled in a form can be asked about it."""
    is_asked = submission is not None
    if is_asked:
        require(screening.pace_of(written.by, written.community))
    return screening.check(written, because=because, is_asked=is_asked)


def _held_from(looked: Looked, by: User, community: Community, at: datetime) -> datetime | None:
    """Since when a post waits: for what was found in it, or because the community has it so."""
    return screening.held_from(looked, at) or (at if waits_first(by, community) else None)


def _announce(post: Post, by: User) -> None:
    """Follow the topic, let the post be found, and tell of it: if it waits, those who keep order."""
    follow_quietly(post.topic, by, last_read=post.number)
    index_topic(post.topic)
    if post.is_held:
        tell_keepers(post)
    else:
        tell_of_post.defer(post_id=post.pk)


def _add(
    topic: Topic,
    *,
    number: int,
    by: User,
    source: str,
    submission: UUID | None,
    at: datetime,
    to: int | None = None,
    held_at: datetime | None = None,
) -> Post:
    post = Post(
        topic=topic,
        number=number,
        author=by,
        source=rendering.check(source),
        in_reply_to=to,
        submission=submission,
        created_at=at,
        held_at=held_at,
    )
    mentioned = rendering.render_into(post, topic.community)
    post.save()
    rendering.add_mentions(post, mentioned)
    bind_attachments(post, by=by)
    return post


def _wait_for_other_topics_of(by: User) -> None:
    """Let a form that is sent twice at the same moment find what its first sending wrote."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)


def was_sent(by: User, submission: UUID | None) -> bool:
    """Whether a post was made of this form already."""
    return submission is not None and Post.objects.filter(author=by, submission=submission).exists()


def _sent_before(by: User, submission: UUID | None, source: str, same: Q) -> Post | None:
    """The post that this form has made already; None for what comes from no form."""
    if submission is None:
        return None
    mine = Post.objects.filter(author=by).select_related("topic__community")
    if earlier := mine.filter(submission=submission).first():
        return earlier
    recent = mine.filter(same, created_at__gt=timezone.now() - AGAIN, hidden_at=None, withdrawn_at=None)
    return recent.filter(source=text.clean_source(source)).first()
