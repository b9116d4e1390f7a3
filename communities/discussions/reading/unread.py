"""What is news to a member in lists of topics: new topics, and posts that came since they read one."""

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from communities.members.models import User
from communities.spaces.models import Community, Membership

from ..models import Topic, TopicQuerySet


def with_arrival(topics: TopicQuerySet, person: User | None) -> TopicQuerySet:
    """Read in the same query when `person` came to where each topic stands (`came`).

    To its community, where they are a member of it, and else to the site: what was started before is no
    news to them.
    """
    if person is None:
        return topics
    mine = Membership.objects.filter(person=person, community=OuterRef("community"))
    return topics.annotate(came=Coalesce(Subquery(mine.values("since")[:1]), Value(person.date_joined)))


def unread_of(topic: Topic) -> int:
    """How many posts came since the person read the topic, which was read with their position.

    None in what they never opened, which is new or not (`is_new`), and none in what they muted.
    """
    last_read = getattr(topic, "last_read", None)
    if last_read is None or getattr(topic, "mutes", False):
        return 0
    return max(topic.post_count - last_read, 0)


def is_new(topic: Topic) -> bool:
    """Whether the topic was started since the person came, and they never opened it."""
    came = getattr(topic, "came", None)
    return came is not None and getattr(topic, "last_read", None) is None and topic.created_at > came


def with_news(person: User, community: Community | None = None) -> TopicQuerySet:
    """The topics that a list marks for a member as new or unread: of a community, or of all they read."""
    topics = Topic.objects.shown_in(community, person) if community else Topic.objects.listed_for(person)
    topics = with_arrival(topics.with_position(person), person)
    new = Q(last_read=None, created_at__gt=F("came"))
    return topics.filter(new | Q(last_read__lt=F("post_count")))
