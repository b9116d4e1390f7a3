"""What stands beside the topics of a community, and what their list needs to know, in one statement."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone

from communities.finding.models import EVERYONE, MEMBERS, Document
from communities.finding.models import Kind as Found
from communities.members.models import User
from communities.spaces.models import Community, Membership, Role

from ..models import CommunityLevel, Level, TaggedTopic, Topic
from .choosing import open_questions

LEADS = 5
UPCOMING = 5
TOOLKITS = 3
TAGS, LATEST = 5, 100  # the tags that are most used in the latest topics say what a community is about


@dataclass(frozen=True)
class Around:
    """A community's rail, and how much the person wants to hear of it (empty for a visitor)."""

    level: str
    elsewhere: list[int]  # topics of other communities that are shown here too
    leads: list[dict]  # name, slug
    toolkits: list[dict]  # title, url
    upcoming: list[Topic]  # what takes place, or closes, the soonest first
    unsolved: int


def around(community: Community, person: User | None) -> Around:
    """Read what stands around a list of topics. One query."""
    elsewhere = Topic.objects.shown_also_in(community, person)
    row = Community.objects.filter(pk=community.pk).values(
        level=Subquery(
            CommunityLevel.objects.filter(community=OuterRef("pk"), person=person).values("level")
        ),
        elsewhere=ArraySubquery(elsewhere.values("pk")),
        leads=ArraySubquery(_leads()),
        toolkits=ArraySubquery(_toolkits(community, person)),
        upcoming=ArraySubquery(_upcoming(community)),
        unsolved=Coalesce(Subquery(_unsolved()), 0),
    )[0]
    return Around(
        level=str(row["level"] or Level.NORMAL) if person else "",
        elsewhere=row["elsewhere"],
        leads=row["leads"],
        toolkits=row["toolkits"],
        upcoming=[
            Topic(**{**each, "closes_on": date.fromisoformat(each["closes_on"])}) for each in row["upcoming"]
        ],
        unsolved=row["unsolved"],
    )


def _leads():
    led = Membership.objects.filter(community=OuterRef("pk"), role=Role.LEAD, person__is_active=True)
    return led.order_by("person__name").values(json=JSONObject(name="person__name", slug="person__slug"))[
        :LEADS
    ]


def _unsolved():
    """How many of its own questions wait for an answer."""
    waiting = open_questions(Topic.objects.filter(community=OuterRef("pk"), merged_into=None, held_at=None))
    return waiting.order_by().values("community").annotate(count=Count("pk")).values("count")


def _upcoming(community: Community):
    """The community's own topics with a day that is not over: events, jobs, what somebody looks for."""
    coming = Topic.objects.filter(community=community, merged_into=None, held_at=None)
    coming = coming.filter(closes_on__gte=timezone.localdate()).order_by("closes_on", "pk")
    facts = ("pk", "title", "kind", "closes_on")
    return coming.values(json=JSONObject(**{name: name for name in facts}))[:UPCOMING]


def _toolkits(community: Community, person: User | None):
    """The toolkits, and sections of them, that carry what is talked about here, the latest first."""
    latest = Topic.objects.filter(community=community, merged_into=None).order_by("-last_post_at", "-pk")
    used = TaggedTopic.objects.filter(content_object__in=latest.values("pk")[:LATEST]).values("tag__slug")
    often = used.annotate(count=Count("pk")).order_by("-count", "tag__slug").values("tag__slug")[:TAGS]
    seen = [EVERYONE, MEMBERS] if person else [EVERYONE]
    found = Document.objects.filter(kind=Found.TOOLKIT, audience__in=seen, tags__overlap=often)
    return found.order_by("-changed_at", "-pk").values(json=JSONObject(title="title", url="url"))[:TOOLKITS]
