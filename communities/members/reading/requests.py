"""Requests to join, for those who decide."""

from dataclasses import dataclass

from django.db.models import QuerySet

from communities.agencies.models import Agency

from ..models import JoinRequest, User


@dataclass(frozen=True)
class RequestView:
    """A request to join, with what helps to decide it."""

    asked: JoinRequest
    agency: Agency | None  # the one agency of that name that we know
    voucher: User | None  # the member who is named as voucher


def waiting_requests() -> QuerySet[JoinRequest]:
    """Requests to join that wait, oldest first."""
    return JoinRequest.objects.filter(state=JoinRequest.State.WAITING).select_related("person__profile")


def request_to_decide(pk: int) -> RequestView:
    """One request to join. Raises JoinRequest.DoesNotExist."""
    asked = JoinRequest.objects.select_related("person__profile", "decided_by").get(pk=pk)
    voucher = User.objects.members().filter(email__iexact=asked.voucher).first() if asked.voucher else None
    agencies = list(Agency.objects.filter(name__iexact=asked.agency_name)[:2])
    return RequestView(asked=asked, agency=agencies[0] if len(agencies) == 1 else None, voucher=voucher)


def recent_decisions(count: int = 20) -> QuerySet[JoinRequest]:
    """The latest decisions on requests to join."""
    decided = JoinRequest.objects.exclude(state=JoinRequest.State.WAITING)
    return decided.select_related("person__profile", "decided_by").order_by("-decided_at")[:count]
