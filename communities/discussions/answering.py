"""The asker, or a lead, accepts a post as the answer."""

from datetime import datetime

from django.db import transaction

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User
from communities.notifications.models import Kind
from communities.notifications.telling import tell
from communities.spaces.models import forget_roles

from . import rules
from .indexing import index_topic
from .models import Post, Topic


@transaction.atomic
def accept_answer(post: Post, *, by: User, at: datetime | None = None) -> Topic:
    """Make `post` the answer of its question, in place of an earlier one. Accepting it again does nothing."""
    topic = _locked(post.topic_id)
    post = Post.objects.select_related("author", "hidden_by").get(pk=post.pk)
    if topic.answer_id == post.pk:
        return topic
    forget_roles(by)
    require(rules.may_accept_answer(by, post, topic))
    topic.answer, topic.answered_by = post, by
    topic.save(update_fields=["answer", "answered_by"])
    record("topic.answer_accepted", by=by, on=topic, community_id=topic.community_id, at=at, post=post.number)
    index_topic(topic)
    tell(
        [post.author_id],
        Kind.ANSWER,
        target=post,
        title=topic.title,
        community=topic.community,
        actor=by,
        at=at,
    )
    return topic


@transaction.atomic
def withdraw_answer(topic: Topic, *, by: User) -> Topic:
    """Make the question unsolved again. The post stays."""
    topic = _locked(topic.pk)
    forget_roles(by)
    require(rules.may_withdraw_answer(by, topic))
    topic.answer = topic.answered_by = None
    topic.save(update_fields=["answer", "answered_by"])
    record("topic.answer_withdrawn", by=by, on=topic, community_id=topic.community_id)
    index_topic(topic)
    return topic


def _locked(pk: int) -> Topic:
    return Topic.objects.locked().get(pk=pk)
