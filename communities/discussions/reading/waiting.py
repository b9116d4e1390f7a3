"""Posts that wait for a moderator: of those whom a person decides about, and their own."""

from dataclasses import dataclass

from django.db.models import Q

from communities.kit.paging import Page, page_of_rows
from communities.members.models import User
from communities.spaces.models import KEEPERS, Membership

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
    """What waits for a person to decide, and what of theirs waits. At most five queries."""
    held = _held(person)
    kept = Membership.objects.filter(person=person, role__in=KEEPERS, community__archived_at=None)
    keeps = person.is_superuser or kept.exists()
    theirs = held.exclude(author=person)
    if not person.is_superuser:
        theirs = theirs.filter(topic__community__in=kept.values("community"))
    own = held.filter(author=person).order_by("-held_at", "-pk")[:MOST_OWN]
    page = page_of_rows(theirs.order_by("held_at", "pk"), number, total=theirs.count(), per_page=PER_PAGE)
    return Waiting(keeps=keeps, page=page, own=list(own))


def _held(person: User):
    waits = ~Q(held_at=None) & Q(hidden_at=None, withdrawn_at=None)
    seen = Topic.objects.visible_to(person).filter(merged_into=None)
    rows = Post.objects.filter(waits, topic__in=seen)
    return rows.select_related("topic__community", "author__profile__agency", "author__profile__bureau")
