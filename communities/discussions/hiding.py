"""Hiding a post with a reason, and restoring it. Its text is kept; its author reads the reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

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
def hide_post(post: Post, *, by: User, reason: str) -> Post:
    """Hide a post from readers; an answer that is hidden is no answer any more.

    Raises Refused when the person may not or another has hidden it already, ValidationError without a reason.
    """
    topic, post = _locked(post)
    forget_roles(by)
    require(rules.may_hide_post(by, post, topic))
    if not reason.strip():
        raise ValidationError(_("Give a reason. The author reads it."))
    post.hidden_at, post.hidden_by, post.hidden_reason = timezone.now(), by, reason.strip()
    post.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    if topic.answer_id == post.pk:
        topic.answer = topic.answered_by = None
        topic.save(update_fields=["answer", "answered_by"])
    record(
        "post.hidden",
        by=by,
        on=post,
        community_id=topic.community_id,
        topic=topic.pk,
        reason=post.hidden_reason,
    )
    index_topic(topic)
    tell([post.author_id], Kind.HIDDEN, target=post, title=topic.title, actor=by, community=topic.community)
    return post


@transaction.atomic
def restore_post(post: Post, *, by: User) -> Post:
    """Show a hidden post again. Why it was hidden stays in the ledger."""
    topic, post = _locked(post)
    forget_roles(by)
    require(rules.may_restore_post(by, post, topic))
    post.hidden_at, post.hidden_by, post.hidden_reason = None, None, ""
    post.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    record("post.restored", by=by, on=post, community_id=topic.community_id, topic=topic.pk)
    index_topic(topic)
    tell([post.author_id], Kind.RESTORED, target=post, title=topic.title, actor=by, community=topic.community)
    return post


def _locked(post: Post) -> tuple[Topic, Post]:
    topic = Topic.objects.locked().get(pk=post.topic_id)
    return topic, Post.objects.locked().get(pk=post.pk)
