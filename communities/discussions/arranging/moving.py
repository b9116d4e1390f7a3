"""A topic moves to another community, or is shown in a second one."""

from django.db import transaction

from communities.kit.permissions import require
from communities.members.models import User
from communities.notifications.telling import told_elsewhere
from communities.spaces.models import Community, forget_roles

from .. import rules
from ..counting import recount_communities
from ..indexing import index_topic
from ..models import Act, Topic
from ..writing.rendering import render_again
from .arranging import note


@transaction.atomic
def move_topic(topic: Topic, *, by: User, to: Community) -> Topic:
    """Move a topic with its posts to another community. Its address stays.

    Raises Refused when the person does not keep order in both, or when more people would read it.
    """
    topic = Topic.objects.locked().get(pk=topic.pk)
    forget_roles(by)
    require(rules.may_move(by, topic, to))
    source, topic.community = topic.community, to
    topic.is_pinned = False
    second = topic.also_in
    if second and (second.pk == to.pk or not rules.may_be_read_in(to, second)):
        topic.also_in = None
    topic.save(update_fields=["community", "is_pinned", "also_in"])
    render_again(topic)
    told_elsewhere(topic.posts.all(), community=to)
    recount_communities(source, to, second)
    index_topic(topic)
    note(topic, Act.Kind.MOVED, by=by, left=source, community=source.pk, to=to.pk)
    return topic


@transaction.atomic
def show_also_in(topic: Topic, *, by: User, other: Community) -> Topic:
    """Show a topic in a second community as well: one discussion, in both lists.

    Raises Refused when one of the two does not allow it.
    """
    topic = Topic.objects.locked().get(pk=topic.pk)
    forget_roles(by)
    require(rules.may_show_also_in(by, topic, other))
    if topic.also_in_id != other.pk:
        before, topic.also_in = topic.also_in, other
        topic.save(update_fields=["also_in"])
        recount_communities(before, other)
        index_topic(topic)
        note(topic, Act.Kind.SHARED, by=by, community=other.pk)
    return topic


@transaction.atomic
def show_only_here(topic: Topic, *, by: User) -> Topic:
    """Take a topic out of the second community. Its author, or who keeps order in either, may."""
    topic = Topic.objects.locked().get(pk=topic.pk)
    forget_roles(by)
    require(rules.may_show_only_here(by, topic))
    other, topic.also_in = topic.also_in, None
    if other is not None:
        topic.save(update_fields=["also_in"])
        recount_communities(other)
        index_topic(topic)
        note(topic, Act.Kind.UNSHARED, by=by, community=other.pk)
    return topic
