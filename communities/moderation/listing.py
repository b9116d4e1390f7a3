"""The queue: what waits for one who keeps order, the worst and oldest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.discussions.models import Post
from communities.kit.paging import Page, page_of_rows
from communities.members.models import JoinRequest, User
from communities.spaces.models import KEEPERS, Community, Membership, MembershipRequest, Proposal

from .models import Case, Decision, Report, Worry

PER_PAGE = 30


@dataclass(frozen=True)
class Waiting:
    """Things of one sort that wait elsewhere: how many, since when the oldest, and where they are decided."""

    name: str
    count: int
    oldest: datetime | None
    url: str


@dataclass(frozen=True)
class Choice:
    """What of the queue somebody wants to see."""

    kind: str = ""
    whose: str = ""  # mine, nobody, or all
    community: str = ""
    decided: bool = False

    @property
    def is_narrow(self) -> bool:
        return bool(self.kind or self.whose or self.community)


def queue(person: User, choice: Choice, number: int) -> Page:
    """One page of the cases that a person may see. Three queries."""
    cases = _chosen(Case.objects.visible_to(person), person, choice)
    order = ["-closed_at", "-pk"] if choice.decided else ["-weight", "opened_at", "pk"]
    rows = cases.select_related("post__author", "post__topic__community", "assignee", "decision")
    rows = rows.annotate(report_count=Count("reports")).order_by(*order)
    return page_of_rows(rows, number, total=cases.count(), per_page=PER_PAGE)


def _chosen(cases: QuerySet[Case], person: User, choice: Choice) -> QuerySet[Case]:
    state = ~Q(state=Case.State.OPEN) if choice.decided else Q(state=Case.State.OPEN)
    cases = cases.filter(state)
    if choice.kind:
        cases = cases.filter(kind=choice.kind)
    if choice.community:
        cases = cases.filter(post__topic__community__slug=choice.community)
    if choice.whose == "mine":
        return cases.filter(assignee=person)
    return cases.filter(assignee=None) if choice.whose == "nobody" else cases


def held_posts(person: User) -> list[Post]:
    """The posts that wait and that nobody has looked at, the oldest first. One query."""
    looked_at = Case.objects.open().filter(kind=Case.Kind.HELD).values("post")
    held = Post.objects.filter(held_at__isnull=False, withdrawn_at=None, hidden_at=None)
    held = held.exclude(pk__in=looked_at).exclude(author=person)
    if not person.is_superuser:
        kept = Membership.objects.filter(person=person, role__in=KEEPERS).values("community")
        held = held.filter(topic__community__in=kept)
    return list(held.select_related("author", "topic__community").order_by("held_at")[:PER_PAGE])


def kept_by(person: User) -> QuerySet[Community]:
    """The communities where a person keeps order."""
    if person.is_superuser:
        return Community.objects.order_by("name")
    kept = Q(memberships__person=person, memberships__role__in=KEEPERS)
    return Community.objects.filter(kept).order_by("name")


def elsewhere(person: User) -> list[Waiting]:
    """Who asks to join, and what is proposed: each has its own pages. One query for each sort."""
    found = []
    asking = MembershipRequest.objects.visible_to(person).filter(state="waiting").exclude(person=person)
    rows = asking.values("community__name", "community__slug").annotate(n=Count("pk"), oldest=Min("asked_at"))
    for row in rows.order_by("oldest"):
        words = _("Requests to join %(community)s") % {"community": row["community__name"]}
        address = reverse("community_requests", args=[row["community__slug"]])
        found.append(Waiting(words, row["n"], row["oldest"], address))
    if person.is_superuser:
        sorts: list[tuple[str, Any, str, str]] = [
            (_("Requests to join the site"), JoinRequest, "asked_at", "join_request_list"),
            (_("Proposals of communities"), Proposal, "proposed_at", "proposal_list"),
        ]
        for name, model, at, address in sorts:
            waiting = model.objects.filter(state="waiting").aggregate(n=Count("pk"), oldest=Min(at))
            if waiting["n"]:
                found.append(Waiting(name, waiting["n"], waiting["oldest"], reverse(address)))
    return found


def waiting_for(person: User) -> tuple[int, datetime | None]:
    """How many open cases there are for a person, and when the oldest was opened. One query."""
    found = Case.objects.visible_to(person).open().aggregate(n=Count("pk"), oldest=Min("opened_at"))
    return found["n"], found["oldest"]


def figures_of(community: Community) -> dict[str, Any]:
    """What was decided in a community, in figures and without names. Six queries."""
    cases = Case.objects.filter(post__topic__community=community)
    decided = cases.filter(decision__isnull=False)
    judged = decided.exclude(kind=Case.Kind.APPEAL)
    reports = Report.objects.filter(case__in=cases)
    took = sorted(done - begun for begun, done in judged.values_list("opened_at", "closed_at") if done)
    return {
        "tables": [
            (_("What was reported"), _counted(reports, "worry", Worry)),
            (_("How cases ended"), _counted(judged, "decision__outcome", Decision.Outcome)),
            (_("What authors got"), _counted(judged, "decision__notice", Decision.Notice)),
            (
                _("How appeals ended"),
                _counted(decided.filter(kind=Case.Kind.APPEAL), "decision__outcome", Decision.Outcome),
            ),
        ],
        "open": cases.open().count(),
        "median": _hours(took[len(took) // 2]) if took else None,
        "longest": _hours(took[-1]) if took else None,
    }


def _counted(rows: QuerySet, field: str, names: type[models.TextChoices]) -> list[tuple[str, int]]:
    """How many there are of each, the most first, by their names."""
    found = rows.order_by().values_list(field).annotate(n=Count("pk")).order_by("-n", field)
    return [(str(names(value).label), n) for value, n in found]


def _hours(took: timedelta) -> float:
    return round(took.total_seconds() / 3600, 1)
