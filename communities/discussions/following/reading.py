"""What a member follows and mutes, for the buttons and for its page."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from communities.kit.paging import Page, page_of_numbers
from communities.members.models import User
from communities.spaces.models import Community
from communities.tags.models import Tag

from ..models import CommunityLevel, Level, Preference, ReadingPosition, TagLevel, Topic

PER_PAGE = 30
MOST = 200  # communities, and tags, that the page lists


@dataclass(frozen=True)
class FollowingPage:
    """What a member follows and mutes."""

    communities: list[CommunityLevel]
    tags: list[TagLevel]
    topics: Page  # of ReadingPosition
    follows_own: bool


def level_of(position) -> str:
    """The level of a topic that was read with the position of a person, or of that position."""
    if getattr(position, "mutes", False):
        return Level.MUTE
    return Level.FOLLOW if getattr(position, "follows", False) else Level.NORMAL


def level_of_tag(tag: Tag | None, person: User | None) -> str:
    """How much a person wants to hear of a tag; empty for a visitor. One query, or none."""
    return _level(TagLevel.objects.filter(tag=tag, person=person)) if person and tag else ""


def _level(rows: QuerySet) -> str:
    return rows.values_list("level", flat=True).first() or Level.NORMAL.value


def following_page(person: User, number: int) -> FollowingPage:
    """Page `number` of what a person follows and mutes, as far as they see it. Five queries."""
    communities, tags = levels_of(person)
    topics = positions_of(person)
    total = topics.count()
    first, last, pages = page_of_numbers(number, total=total, per_page=PER_PAGE)
    topics = topics.select_related("topic__community").order_by("mutes", "-topic__last_post_at", "-topic")
    return FollowingPage(
        communities=list(communities[:MOST]),
        tags=list(tags[:MOST]),
        topics=Page(number, pages, list(topics[first - 1 : last]), total),
        follows_own=follows_own(person),
    )


def levels_of(person: User) -> tuple[QuerySet[CommunityLevel], QuerySet[TagLevel]]:
    """The communities, as far as they are seen, and the tags that a person follows or mutes."""
    communities = CommunityLevel.objects.filter(person=person).exclude(level=Level.NORMAL)
    communities = communities.filter(community__in=Community.objects.visible_to(person))
    tags = TagLevel.objects.filter(person=person).exclude(level=Level.NORMAL)
    return (
        communities.select_related("community").order_by("level", "community__name"),
        tags.select_related("tag").order_by("level", "tag__name"),
    )


def positions_of(person: User) -> QuerySet[ReadingPosition]:
    """The topics that a person follows or mutes, as far as they see them."""
    chosen = ReadingPosition.objects.filter(Q(follows=True) | Q(mutes=True), person=person)
    return chosen.filter(topic__in=Topic.objects.visible_to(person), topic__merged_into=None)


def follows_own(person: User) -> bool:
    """Whether a person follows the topics that they write in."""
    return not Preference.objects.filter(person=person, follows_own=False).exists()
