"""Authors withdraw what they said, and put it back. The text stays: who keeps order reads it."""

from django.db import transaction
from django.utils import timezone

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User
from communities.spaces.models import forget_roles

from .. import rules
from ..indexing import index_topic
from ..models import Post, Topic


@transaction.atomic
def withdraw_post(post: Post, *, by: User) -> Post:
    """Take a post out of sight for its author; an answer that is withdrawn is no answer any more.

    Raises Refused when the person may not.
    """
    topic, post = _locked(post)
    forget_roles(by)
    require(rules.may_withdraw_post(by, post, topic))
    post.withdrawn_at = timezone.now()
    post.save(update_fields=["withdrawn_at"])
    if topic.answer_id == post.pk:
        topic.answer = topic.answered_by = None
        topic.save(update_fields=["answer", "answered_by"])
    record("post.withdrawn", by=by, on=post, community_id=topic.community_id, topic=topic.pk)
    index_topic(topic)
    return post


@transaction.atomic
def put_back_post(post: Post, *, by: User) -> Post:
    """Show a withdrawn post again, for its author."""
    topic, post = _locked(post)
    forget_roles(by)
    require(rules.may_put_back_post(by, post, topic))
    post.withdrawn_at = None
    post.save(update_fields=["withdrawn_at"])
    record("post.put_back", by=by, on=post, community_id=topic.community_id, topic=topic.pk)
    index_topic(topic)
    return post


def _locked(post: Post) -> tuple[Topic, Post]:
    """The topic first, as every verb does; the post may have moved to another one meanwhile."""
    topic = Topic.objects.locked().get(pk=Post.objects.values_list("topic_id").get(pk=post.pk)[0])
    return topic, Post.objects.locked().get(pk=post.pk)
