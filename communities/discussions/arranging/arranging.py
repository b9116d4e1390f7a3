"""Those who keep order pin, lock, rename a topic, change its kind and tags. An act shows as a line."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.kit.permissions import Verdict, require
from communities.ledger.recording import record
from communities.members.models import User
from communities.notifications.telling import told_by_name
from communities.screening.screening import refuse_personal
from communities.spaces.models import Community, forget_roles
from communities.tags.tagging import tags_named

from .. import rules
from ..indexing import index_topic
from ..models import Act, Kind, Topic

VERBS = {  # of the ledger
    Act.Kind.PINNED: "topic.pinned",
    Act.Kind.UNPINNED: "topic.unpinned",
    Act.Kind.LOCKED: "topic.locked",
    Act.Kind.UNLOCKED: "topic.unlocked",
    Act.Kind.MOVED: "topic.moved",
    Act.Kind.RENAMED: "topic.renamed",
    Act.Kind.RETAGGED: "topic.retagged",
    Act.Kind.KIND: "topic.kind",
    Act.Kind.MERGED: "topic.merged",
    Act.Kind.SPLIT: "topic.split",
    Act.Kind.BEGUN: "topic.begun",
    Act.Kind.DUPLICATE: "topic.duplicate",
    Act.Kind.REOPENED: "topic.reopened",
    Act.Kind.SHARED: "topic.shared",
    Act.Kind.UNSHARED: "topic.unshared",
}


@transaction.atomic
def pin_topic(topic: Topic, *, by: User, pinned: bool) -> Topic:
    """Keep a topic on top of its community's list, or no longer. What is so already stays so."""
    topic = _allowed(topic, by, rules.may_arrange)
    if topic.is_pinned != pinned:
        topic.is_pinned = pinned
        topic.save(update_fields=["is_pinned"])
        note(topic, Act.Kind.PINNED if pinned else Act.Kind.UNPINNED, by=by)
    return topic


@transaction.atomic
def lock_topic(topic: Topic, *, by: User, locked: bool, reason: str = "") -> Topic:
    """Let only those who keep order reply, or everybody again. The reason is shown.

    Raises Refused, and ValidationError for locking without a reason and for unlocking a duplicate.
    """
    topic = _allowed(topic, by, rules.may_arrange)
    if locked and not reason.strip():
        raise ValidationError(_("Give a reason. It is shown in the topic."))
    if not locked and topic.duplicate_of_id:
        raise ValidationError(_("This topic is closed as a duplicate. Reopen it instead."))
    if topic.is_locked != locked:
        topic.is_locked = locked
        topic.save(update_fields=["is_locked"])
        note(topic, Act.Kind.LOCKED if locked else Act.Kind.UNLOCKED, by=by, reason=reason.strip())
    return topic


@transaction.atomic
def rename_topic(topic: Topic, *, by: User, title: str) -> Topic:
    """Change the title. Raises Refused, and ValidationError for an empty one."""
    topic = _allowed(topic, by, rules.may_rename)
    title = " ".join(title.split())
    if not title:
        raise ValidationError(_("Give the topic a title."))
    refuse_personal(title)
    if topic.title != title:
        before, topic.title = topic.title, title
        topic.save(update_fields=["title"])
        told_by_name(topic.posts.all(), title=title)
        index_topic(topic)
        note(topic, Act.Kind.RENAMED, by=by, before=before)
    return topic


@transaction.atomic
def retag_topic(topic: Topic, *, by: User, tags: list[str]) -> Topic:
    """Give the topic these tags (slugs) in place of those it has."""
    topic = _allowed(topic, by, rules.may_rename)
    before = sorted(topic.tags.slugs())
    if before != sorted(tags):
        topic.tags.set(tags_named(tags))
        index_topic(Topic.objects.get(pk=topic.pk))
        note(topic, Act.Kind.RETAGGED, by=by, before=before, after=sorted(tags))
    return topic


@transaction.atomic
def change_kind(topic: Topic, *, by: User, kind: str) -> Topic:
    """Make it another kind of topic. What is no question any more has no accepted answer.

    What becomes a question again has the answer again that it had.
    """
    topic = _allowed(topic, by, rules.may_arrange)
    require(rules.may_use_kind(by, topic.community, kind))
    if topic.kind != kind:
        answer = answer_of(topic)
        before, topic.kind = topic.kind, Kind(kind)
        if kind != Kind.QUESTION:
            topic.answer = topic.answered_by = None
        elif had := topic.acts.filter(kind=Act.Kind.KIND, facts__before=Kind.QUESTION).last():
            give_answer_back(topic, had.facts)
        topic.save(update_fields=["kind", "answer", "answered_by"])
        index_topic(topic)
        note(topic, Act.Kind.KIND, by=by, before=str(before), after=str(kind), **answer)
    return topic


@transaction.atomic
def change_words(topic: Topic, *, by: User, title: str, tags: list[str], kind: str | None = None) -> Topic:
    """Change title, tags and kind together, as one form does; what is as it was stays unsaid."""
    topic = rename_topic(topic, by=by, title=title)
    retag_topic(topic, by=by, tags=tags)
    return change_kind(topic, by=by, kind=kind) if kind and kind != topic.kind else topic


def answer_of(topic: Topic) -> dict[str, Any]:
    """The accepted answer as facts of an act that takes it away; empty when there is none."""
    return {"answer": topic.answer_id, "answered_by": topic.answered_by_id} if topic.answer_id else {}


def give_answer_back(topic: Topic, facts: dict) -> None:
    """Set the answer that an act took away, when the post still stands here for all to read.

    The caller saves the topic.
    """
    if topic.kind != Kind.QUESTION or topic.answer_id or not facts.get("answer"):
        return
    readable = topic.posts.filter(hidden_at=None, held_at=None, withdrawn_at=None, number__gt=1)
    if readable.filter(pk=facts["answer"]).exists():
        topic.answer_id, topic.answered_by_id = facts["answer"], facts["answered_by"]


def note(
    topic: Topic,
    kind: Act.Kind,
    *,
    by: User,
    place: int | None = None,
    left: Community | None = None,
    **facts,
) -> Act:
    """Show an act after the latest post, or the one with the number `place`, and record it in the ledger.

    The ledger gets nothing of the words of titles. The community that posts have `left` keeps the act too.
    """
    place = topic.post_count if place is None else place
    act = Act.objects.create(topic=topic, after=place, kind=kind, by=by, facts=facts)
    kept = {key: value for key, value in facts.items() if key in ("reason", "other", "community", "to")}
    for community in {topic.community_id, left.pk if left else topic.community_id}:
        record(VERBS[kind], by=by, on=topic, community_id=community, **kept)
    return act


def _allowed(topic: Topic, by: User, rule) -> Topic:
    """The topic, locked, when `rule(by, topic)` says yes."""
    topic = Topic.objects.locked().get(pk=topic.pk)
    forget_roles(by)
    verdict: Verdict = rule(by, topic)
    require(verdict)
    return topic


def locked_in_order(topic: Topic, other: Topic) -> tuple[Topic, Topic]:
    """Both, locked in the order of their keys: two people who act on them at once take turns."""
    rows = {row.pk: row for row in Topic.objects.locked().filter(pk__in=[topic.pk, other.pk]).order_by("pk")}
    return rows[topic.pk], rows[other.pk]
