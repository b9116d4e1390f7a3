"""Who wants to hear of a topic, and who does not: what somebody said of the nearest thing counts.

What was said of a topic counts before what was said of its community and its tags. Of those, mute counts
before follow. `docs/decisions/0030-following-and-telling.md` has the reasons.
"""

from django.db.models import Q, QuerySet

from communities.members.models import User

from ..models import CommunityLevel, Level, ReadingPosition, TaggedTopic, TagLevel, Topic


def following(topic: Topic) -> Q:
    """Who follows the topic itself, as a condition on members."""
    followed = ReadingPosition.objects.filter(topic=topic, follows=True)
    return Q(pk__in=followed.values("person"))


def following_its_place(topic: Topic) -> Q:
    """Who follows a community that shows the topic, or one of its tags."""
    places = [key for key in (topic.community_id, topic.also_in_id) if key]
    communities = CommunityLevel.objects.filter(community__in=places, level=Level.FOLLOW)
    return Q(pk__in=communities.values("person")) | Q(pk__in=_tags(topic, Level.FOLLOW).values("person"))


def muting(topic: Topic) -> Q:
    """Who muted the topic, or its community or one of its tags without following the topic."""
    muted = ReadingPosition.objects.filter(topic=topic, mutes=True)
    communities = CommunityLevel.objects.filter(community=topic.community_id, level=Level.MUTE)
    places = Q(pk__in=communities.values("person")) | Q(pk__in=_tags(topic, Level.MUTE).values("person"))
    return Q(pk__in=muted.values("person")) | (places & ~following(topic))


def mutes(person: User, topic: Topic) -> bool:
    """Whether one person does. One query."""
    return User.objects.filter(muting(topic), pk=person.pk).exists()


def _tags(topic: Topic, level: Level) -> QuerySet[TagLevel]:
    carried = TaggedTopic.objects.filter(content_object=topic)
    return TagLevel.objects.filter(tag__in=carried.values("tag"), level=level)
