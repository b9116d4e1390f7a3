"""What the home page shows: to visitors what this is, to members what is new to them."""

from django.db.models import Q

from communities.agencies.models import Agency
from communities.discussions import reading as discussions
from communities.members.models import User
from communities.spaces import reading as spaces
from communities.spaces.models import roles_of
from toolkits.models import ToolkitPage
from toolkits.reading import cards

FEATURED = 3


def for_visitor() -> dict:
    """Three toolkits, recently solved public questions, public communities, and numbers that are counted."""
    members = User.objects.members()
    return {
        "cards": _featured(),
        "solved": discussions.latest(None, count=6, only="solved"),
        "communities": spaces.communities(None),
        "numbers": {
            "members": members.count(),
            "agencies": Agency.objects.filter(people__person__in=members).distinct().count(),
            "answered": discussions.solved_count(),
        },
    }


def for_member(person: User) -> dict:
    """What is new in what a member follows, what they could answer, and what is new in toolkits."""
    return {
        "followed": discussions.latest(person, count=6, only="followed"),
        "answerable": discussions.answerable(person, count=6),
        "recent": discussions.latest(person, count=6),
        "cards": _featured(),
        "communities": spaces.communities(person).filter(Q(pk__in=roles_of(person))),
        "has_communities": bool(roles_of(person)),
    }


def _featured() -> list:
    return cards(ToolkitPage.objects.live().public().order_by("-last_published_at")[:FEATURED])
