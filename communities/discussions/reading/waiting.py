"""Posts that wait for a moderator: of those whom a person decides about, and their own."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from communities.kit.paging import Page, page_of_rows
from communities.members.models import User
from communities.spaces.models import KEEPERS, Membership, roles_of

from ..models import Post, Topic

PER_PAGE = 25
MOST_OWN = 25


@dataclass(frozen=True)
class Waiting:
    """What stands on the page of posts that wait."""

    keeps: bool  # whether the person keeps order anywhere
    page: Page  # what they may decide, the longest waiting first
    own: list[Post]  # what of theirs waits for others, the newest first


def held_posts(person: User, number: int) -> Waiting:
    """What waits for a person to decide, and what of theirs waits. At most four queries."""
    theirs = _to_decide(person)
    own = _held(person).filter(author=person).order_by("-held_at", "-pk")[:MOST_OWN]
    page = page_of_rows(theirs.order_by("held_at", "pk"), number, total=theirs.count(), per_page=PER_PAGE)
    return Waiting(keeps=_keeps(person), page=page, own=list(own))


def waiting_count(person: User) -> int:
    """How many posts wait for a person to decide. One query for who keeps order, none for others."""
    return _to_decide(person).count() if _keeps(person) else 0


def _keeps(person: User) -> bool:
    return person.is_superuser or bool(set(roles_of(person).values()) & set(KEEPERS))


def _to_decide(person: User) -> QuerySet[Post]:
    """What waits where a person keeps order, but their own."""
    held = _held(person).exclude(author=person).filter(topic__community__archived_at=None)
    if person.is_superuser:
        return held
    kept = Membership.objects.filter(person=person, role__in=KEEPERS)
    return held.filter(topic__community__in=kept.values("community"))


def _held(person: User) -> QuerySet[Post]:
    waits = ~Q(held_at=None) & Q(hidden_at=None, withdrawn_at=None)
    seen = Topic.objects.visible_to(person).filter(merged_into=None)
    rows = Post.objects.filter(waits, topic__in=seen)
    return rows.select_related("topic__community", "author__profile__agency", "author__profile__bureau")
