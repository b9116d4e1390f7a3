"""Requests to join: for those who decide, for the member who was named, and for who asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count, F, Min, QuerySet
from django.utils import timezone
from django.utils.timesince import timesince

from communities.agencies import matching
from communities.agencies.models import EmailDomain
from communities.kit.permissions import Verdict

from .. import rules
from ..models import JoinRequest, User

COLLEAGUES = 5
ENOUGH = 5  # decisions, before we say how long one takes
LATEST = 50


@dataclass(frozen=True)
class Queue:
    """How many requests wait, and since when the oldest does."""

    waiting: int
    oldest: datetime | None


@dataclass(frozen=True)
class Evidence:
    """What our own tables know of a domain. Nobody outside is asked."""

    domain: str
    listed: list[EmailDomain]  # the domain and those it lies below, also what counts no more; longest first
    counts: EmailDomain | None  # the one that counts today
    nearest: list[str]  # registered domains that are spelt alike
    foreign: str  # the suffix of another country's government
    colleagues: list[User]  # members who write from there
    colleague_count: int
    earlier: list[JoinRequest]  # from the same domain, newest first


@dataclass(frozen=True)
class RequestView:
    """A request to join, with what helps to decide it."""

    asked: JoinRequest
    voucher: User | None  # the member who is named, or who invited
    evidence: Evidence
    may_decide: Verdict


@dataclass(frozen=True)
class StandView:
    """Where somebody stands who has asked to join."""

    asked: JoinRequest
    administrators: int
    usual_time: str  # half of the latest decisions took no longer; empty while there are too few to tell
    may_mend: Verdict
    may_ask_again: Verdict


def waiting_requests() -> QuerySet[JoinRequest]:
    """Requests to join that wait, oldest first."""
    waiting = JoinRequest.objects.filter(state=JoinRequest.State.WAITING)
    return waiting.select_related("person__profile").order_by("asked_at")


def queue(person: User | None) -> Queue | None:
    """What waits for an administrator; None for everybody else."""
    if person is None or not person.is_superuser:
        return None
    waiting = JoinRequest.objects.filter(state=JoinRequest.State.WAITING)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("asked_at"))
    return Queue(waiting=found["count"], oldest=found["oldest"])


def recent_decisions(count: int = 20) -> QuerySet[JoinRequest]:
    """The latest decisions on requests to join."""
    decided = JoinRequest.objects.exclude(state=JoinRequest.State.WAITING)
    return decided.select_related("person__profile", "decided_by").order_by("-decided_at")[:count]


def request_to_decide(person: User, pk: int) -> RequestView:
    """A request to join, with the evidence. Raises JoinRequest.DoesNotExist."""
    seen = JoinRequest.objects.visible_to(person)
    asked = seen.select_related("person__profile", "decided_by", "vouched_by__profile__agency").get(pk=pk)
    voucher = asked.vouched_by
    if voucher is None and asked.voucher:
        voucher = User.objects.members().filter(email__iexact=asked.voucher).first()
    return RequestView(
        asked=asked,
        voucher=voucher,
        evidence=evidence(asked),
        may_decide=rules.may_decide(person, asked),
    )


def evidence(asked: JoinRequest) -> Evidence:
    """What helps to judge where a request comes from."""
    domain = asked.domain
    listed = sorted(matching.known_about(domain), key=lambda found: -len(found.domain))
    colleagues = User.objects.members().filter(affiliations__domain=domain, affiliations__until=None)
    colleagues = colleagues.select_related("profile__agency", "profile__bureau").order_by("name")
    first = list(colleagues[: COLLEAGUES + 1])
    earlier = JoinRequest.objects.filter(domain=domain).exclude(pk=asked.pk)
    return Evidence(
        domain=domain,
        listed=listed,
        counts=matching.match(domain),
        nearest=matching.nearest(domain),
        foreign=matching.foreign_government(domain),
        colleagues=first[:COLLEAGUES],
        colleague_count=colleagues.count() if len(first) > COLLEAGUES else len(first),
        earlier=list(earlier.select_related("person", "decided_by").order_by("-asked_at")[:10]),
    )


def others_waiting(asked: JoinRequest, domains: list[str]) -> dict[str, list[JoinRequest]]:
    """Who else waits, oldest first, by those of `domains` from which somebody writes. One query.

    The last of `domains` is the widest.
    """
    if not domains:
        return {}
    waiting = JoinRequest.objects.waiting_from(domains[-1]).exclude(pk=asked.pk)
    found = list(waiting.select_related("person").order_by("asked_at", "pk"))
    by_domain = {each: [one for one in found if f".{one.domain}".endswith(f".{each}")] for each in domains}
    return {domain: others for domain, others in by_domain.items() if others}


def request_naming(person: User, pk: int) -> tuple[JoinRequest, Verdict]:
    """A request whose author says that `person` knows them, and whether `person` may still answer.

    Raises JoinRequest.DoesNotExist.
    """
    seen = JoinRequest.objects.visible_to(person).exclude(person=person).select_related("person__profile")
    asked = seen.get(pk=pk)
    return asked, rules.may_vouch(person, asked)


def stand(person: User) -> StandView | None:
    """Where the latest request of a person stands; None when they have made none."""
    mine = list(person.join_requests.select_related("person__profile", "decided_by", "vouched_by"))
    if not mine:
        return None
    asked = max(mine, key=lambda request: request.asked_at)
    return StandView(
        asked=asked,
        administrators=User.objects.members().filter(is_superuser=True).count(),
        usual_time=usual_time(),
        may_mend=rules.may_mend(person, asked),
        may_ask_again=rules.may_ask_to_join(person, mine),
    )


def usual_time() -> str:
    """How long half of the latest decisions took at most, in words; empty while there are too few to tell."""
    decided = JoinRequest.objects.filter(decided_by__isnull=False).order_by("-decided_at")
    took = list(
        decided.annotate(took=F("decided_at") - F("asked_at")).values_list("took", flat=True)[:LATEST]
    )
    if len(took) < ENOUGH:
        return ""
    now = timezone.now()
    return timesince(now - max(median(took), timedelta(hours=1)), now, depth=1)
