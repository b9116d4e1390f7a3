"""What a topic and a community derive from their posts. One function makes each; `manage.py recount` all."""

from django.db import transaction
from django.db.models import Count, Max, Q

from communities.spaces.joining import recount as recount_members
from communities.spaces.models import Community, Visibility

from .models import Act, HelpfulMark, Post, Topic


def recount(topic: Topic) -> None:
    """Set a topic's counters, and whether it waits, from its posts. The caller holds the topic's lock."""
    counted = topic.posts.aggregate(last=Max("number"), posts=Count("pk"))
    split = topic.acts.filter(kind=Act.Kind.SPLIT).aggregate(last=Max("after"))  # these may come back
    topic.post_count = max(counted["last"] or 0, split["last"] or 0)
    posts = topic.posts.values_list("created_at", "author_id")
    published = posts.filter(held_at=None).order_by("-created_at", "-number")
    latest = published.first() or posts.order_by("number").first()
    if latest:  # not always the last number: posts of another topic may have been put behind
        topic.last_post_at, topic.last_post_by_id = latest
    topic.gap_count = topic.post_count - counted["posts"]
    topic.held_at = topic.posts.order_by("number").values_list("held_at", flat=True).first()
    topic.save(update_fields=["post_count", "gap_count", "held_at", "last_post_at", "last_post_by"])


def recount_community(community: Community) -> None:
    """Set the number of topics of a community: its own, and those of others that are shown in it.

    The community is locked before they are counted: who starts a topic meanwhile adds it afterwards.
    """
    row = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    shown = Q(community=community) | Q(also_in=community) & ~Q(community__visibility=Visibility.PRIVATE)
    row.topic_count = Topic.objects.filter(shown, merged_into=None, held_at=None).count()
    row.save(update_fields=["topic_count"])


def recount_communities(*communities: Community | None) -> None:
    """The same for several, each once and in one order: verbs that act at once don't wait for each other."""
    for community in sorted({each for each in communities if each}, key=lambda each: each.pk):
        recount_community(community)


def recount_sharers(community: Community) -> None:
    """Count again where topics of a community are shown as well: those of a private one are shown nowhere."""
    shared = Community.objects.filter(shared_topics__community=community)
    recount_communities(*shared.distinct())


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
        with transaction.atomic():
            recount_community(community)
            recount_members(community)
