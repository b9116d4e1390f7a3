"""What the home page shows: to visitors what this is, to members what is new to them."""

from django.db.models import Count

from communities.discussions.reading import listing, waiting
from communities.members.models import User
from communities.members.reading import requests
from communities.members.reading.completing import hints
from communities.spaces import reading as spaces
from communities.spaces.models import roles_of
from communities.spaces.rules import may_start_topic
from toolkits.models import ToolkitPage
from toolkits.places import public
from toolkits.reading import cards, latest_sections

FEATURED = 3
ROWS = 6
NEW_SECTIONS = 5


def for_visitor() -> dict:
    """Three toolkits, recently solved public questions, public communities, and numbers that are counted."""
    return {
        "cards": cards(public(ToolkitPage.objects.live()).order_by("-last_published_at")[:FEATURED]),
        "solved": listing.latest(None, count=ROWS, solved=True),
        "communities": spaces.communities(None),
        "numbers": {
            **User.objects.members().aggregate(
                members=Count("pk", distinct=True), agencies=Count("profile__agency", distinct=True)
            ),
            "answered": listing.solved_count(),
        },
    }


def for_member(person: User) -> dict:
    """What is new in what a member follows, what they could answer, and what is new in toolkits.

    Who belongs to no community is shown all that they see.
    """
    seen = spaces.communities_with_role(person)
    own = [community for community in seen if community.pk in roles_of(person)]
    return {
        **listing.news_for(person, own, count=ROWS),
        "new_sections": latest_sections(NEW_SECTIONS),
        "communities": own or seen,
        "has_communities": bool(own),
        "may_start_in": [community for community in own if may_start_topic(person, community)],
        "waiting_posts": waiting.waiting_count(person),
        "requests_to_join": requests.queue(person),
        "hints": hints(person.profile, most=1),
    }
