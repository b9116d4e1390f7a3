"""What a topic and a community derive from their posts. One function makes each; `manage.py recount` all."""

from django.db import transaction
from django.db.models import Q

from communities.spaces.joining import recount as recount_members
from communities.spaces.models import Community

from .models import HelpfulMark, Post, Topic


def recount(topic: Topic) -> None:
    """Set a topic's counters from its posts. The caller holds the topic's lock."""
    last = topic.posts.order_by("-number").values_list("number", "created_at", "author_id").first()
    topic.post_count = 0
    if last:
        topic.post_count, topic.last_post_at, topic.last_post_by_id = last
    topic.gap_count = topic.post_count - topic.posts.count()
    topic.save(update_fields=["post_count", "gap_count", "last_post_at", "last_post_by"])


def recount_community(community: Community) -> None:
    """Set the number of topics of a community."""
    Community.objects.filter(pk=community.pk).update(
        topic_count=Topic.objects.filter(community=community, merged_into=None).count()
    )


def recount_helpful(post: Post) -> None:
    """Set the number of members who found a post helpful."""
    Post.objects.filter(pk=post.pk).update(helpful_count=post.helpful_marks.count())


def recount_all() -> None:
    """Make every counter again from its rows."""
    for key in Topic.objects.values_list("pk", flat=True):
        with transaction.atomic():
            recount(Topic.objects.select_for_update().get(pk=key))
    marked = Q(helpful_count__gt=0) | Q(pk__in=HelpfulMark.objects.values("post"))
    for post in Post.objects.filter(marked).iterator():
        recount_helpful(post)
    for community in Community.objects.all():
        recount_community(community)
        recount_members(community)
