"""Marking a post as helpful."""

from django.db import transaction

from communities.kit.permissions import require
from communities.members.models import User
from communities.spaces.models import forget_roles

from . import rules
from .counting import recount_helpful
from .indexing import index_topic
from .models import HelpfulMark, Post, Topic


@transaction.atomic
def mark_helpful(post: Post, *, by: User, helpful: bool) -> None:
    """Mark a post as helpful, or take the mark back. Doing either twice changes nothing more."""
    topic = Topic.objects.locked().get(pk=post.topic_id)
    post = Post.objects.locked().get(pk=post.pk)
    forget_roles(by)
    require(rules.may_mark_helpful(by, post, post.topic))
    if helpful:
        HelpfulMark.objects.get_or_create(post=post, person=by)
    else:
        HelpfulMark.objects.filter(post=post, person=by).delete()
    recount_helpful(post)
    index_topic(topic if topic.pk == post.topic_id else Topic.objects.locked().get(pk=post.topic_id))
