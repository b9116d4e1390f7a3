"""Those who keep order pin, lock, rename a topic, change its kind and tags. An act shows as a line."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.kit.permissions import Verdict, require
from communities.ledger.recording import record
from communities.members.models import User
from communities.spaces.models import forget_roles
from communities.tags.tagging import tags_named

from . import rules
from .indexing import index_topic
from .models import Act, Kind, Topic


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
    """Let only those who keep order reply, or everybody again. The reason is shown."""
    topic = _allowed(topic, by, rules.may_arrange)
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
    if topic.title != title:
        before, topic.title = topic.title, title
        topic.save(update_fields=["title"])
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
    """Make it another kind of topic. What is no question any more has no accepted answer."""
    topic = _allowed(topic, by, rules.may_arrange)
    require(rules.may_use_kind(by, topic.community, kind))
    if topic.kind != kind:
        before, topic.kind = topic.kind, Kind(kind)
        if kind != Kind.QUESTION:
            topic.answer = topic.answered_by = None
        topic.save(update_fields=["kind", "answer", "answered_by"])
        index_topic(topic)
        note(topic, Act.Kind.KIND, by=by, before=str(before), after=str(kind))
    return topic


def note(topic: Topic, kind: Act.Kind, *, by: User, **facts) -> Act:
    """Show an act after the latest post, and record it in the ledger (without the words of titles)."""
    act = Act.objects.create(topic=topic, after=topic.post_count, kind=kind, by=by, facts=facts)
    kept = {key: value for key, value in facts.items() if key in ("reason", "other", "community")}
    record(f"topic.{kind}", by=by, on=topic, community_id=topic.community_id, **kept)
    return act


def _allowed(topic: Topic, by: User, rule) -> Topic:
    """The topic, locked, when `rule(by, topic)` says yes."""
    topic = Topic.objects.locked().get(pk=topic.pk)
    forget_roles(by)
    verdict: Verdict = rule(by, topic)
    require(verdict)
    return topic
