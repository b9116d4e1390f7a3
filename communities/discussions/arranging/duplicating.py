"""A question that was asked before is closed with a link to where it was answered."""

from django.db import transaction

from communities.kit.permissions import require
from communities.members.models import User
from communities.spaces.models import forget_roles

from .. import rules
from ..indexing import index_topic
from ..models import Act, Topic
from .arranging import locked_in_order, note


@transaction.atomic
def close_as_duplicate(topic: Topic, *, of: Topic, by: User) -> Topic:
    """Close a topic with a link to `of`, which shows a link back. `of` is one that `by` can see.

    Raises Refused when the person may not, and when not everybody who reads the one can read the other.
    """
    topic, of = locked_in_order(topic, of)
    forget_roles(by)
    require(rules.may_close_as_duplicate(by, topic, of))
    if topic.duplicate_of_id != of.pk:
        before = topic.acts.filter(kind=Act.Kind.DUPLICATE).last() if topic.duplicate_of_id else None
        was_locked = before.facts["was_locked"] if before else topic.is_locked
        topic.duplicate_of, topic.is_locked = of, True
        topic.save(update_fields=["duplicate_of", "is_locked"])
        note(topic, Act.Kind.DUPLICATE, by=by, other=of.pk, was_locked=was_locked)
        index_topic(topic)
    return topic


@transaction.atomic
def reopen_topic(topic: Topic, *, by: User) -> Topic:
    """Take back that a topic is a duplicate: people may reply again, unless it was locked before."""
    topic = Topic.objects.locked().get(pk=topic.pk)
    forget_roles(by)
    require(rules.may_reopen(by, topic))
    closed = topic.acts.filter(kind=Act.Kind.DUPLICATE).last()
    original, topic.duplicate_of = topic.duplicate_of_id, None
    topic.is_locked = bool(closed and closed.facts.get("was_locked"))
    topic.save(update_fields=["duplicate_of", "is_locked"])
    note(topic, Act.Kind.REOPENED, by=by, other=original)
    index_topic(topic)
    return topic
