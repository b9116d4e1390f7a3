"""A member vouches for somebody; an administrator admits or declines them."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.agencies.keeping import add_agency, add_domain, change_domain
from communities.agencies.models import Agency, EmailDomain
from communities.kit.permissions import require
from communities.ledger.recording import record

from . import rules
from .models import JoinRequest, Standing, User
from .tasks import mail_decision
from .welcoming import make_member

CHANGED = _("Who waits from there has changed meanwhile. Nobody was admitted: look again, and choose anew.")


@transaction.atomic
def vouch(request: JoinRequest, *, by: User, knows: bool) -> JoinRequest:
    """Keep whether the named member knows the person who asks. It decides nothing."""
    request = _locked(request)
    require(rules.may_vouch(by, request))
    vouching = JoinRequest.Vouching
    request.vouching = vouching.VOUCHED if knows else vouching.UNKNOWN
    request.vouched_by, request.vouched_at = by, timezone.now()
    request.save()
    record("member.vouched" if knows else "member.not_vouched", by=by, on=request.person)
    return request


@transaction.atomic
def admit(
    request: JoinRequest,
    *,
    by: User,
    reason: str,
    agency: Agency,
    domain: str = "",
    others: Collection[int] = (),
) -> JoinRequest:
    """Make the person a member of `agency`; they are mailed the reason. A second decision is refused.

    An `agency` that is not saved yet is added; raises ValidationError when there is one of its name. With
    `domain`, the person's own or one that it lies below, everybody who writes from there joins at once from
    today on. `others` are the keys of the requests that were seen waiting from `domain`: they are admitted as
    well, each with a mail. Raises ValidationError when other requests wait there by now.
    """
    request, *also = _locked_with(request, others)
    require(rules.may_decide(by, request))
    if others:
        _check_seen(request, domain, others)
    if agency.pk is None:
        agency = add_agency(by=by, name=agency.name, level=agency.level, state=agency.state)
    if domain:
        require(rules.may_add_domain(request, domain))
        _count_from_today(domain, agency, by)
    for each in (request, *also):
        _admit(each, agency, by, reason)
    return request


@transaction.atomic
def decline(request: JoinRequest, *, by: User, reason: str) -> JoinRequest:
    """Let the person stay outside; they are mailed the reason. A second decision is refused."""
    request = _locked(request)
    require(rules.may_decide(by, request))
    _decide(request, JoinRequest.State.DECLINED, by, reason)
    request.person.standing = Standing.DECLINED
    request.person.save()
    record("member.declined", by=by, on=request.person, reason=reason)
    return request


def _locked(request: JoinRequest) -> JoinRequest:
    return _locked_with(request, ())[0]


def _locked_with(request: JoinRequest, others: Collection[int]) -> list[JoinRequest]:
    """The request, then the others as far as they are there; all held, in one order for everybody."""
    requests = JoinRequest.objects.select_for_update(of=("self",)).select_related("person__profile")
    held = {each.pk: each for each in requests.filter(pk__in={request.pk, *others}).order_by("pk")}
    return [held.pop(request.pk), *held.values()]


def _check_seen(request: JoinRequest, domain: str, others: Collection[int]) -> None:
    """Nobody is admitted unseen: exactly these others have to wait from the domain now."""
    waiting = JoinRequest.objects.waiting_from(domain).exclude(pk=request.pk)
    if not domain or set(waiting.values_list("pk", flat=True)) != set(others):
        raise ValidationError({"others": CHANGED})


def _admit(request: JoinRequest, agency: Agency, by: User, reason: str) -> None:
    _decide(request, JoinRequest.State.ADMITTED, by, reason)
    profile = request.person.profile
    profile.agency, profile.bureau = agency.place
    profile.save()
    make_member(request.person)
    record("member.admitted", by=by, on=request.person, reason=reason)


def _count_from_today(domain: str, agency: Agency, by: User) -> None:
    """Put a domain into the table, or let one that counted until some day count again."""
    today = timezone.localdate()
    if found := EmailDomain.objects.filter(domain=domain).first():
        change_domain(found, by=by, body=agency, since=today, until=None)
    else:
        add_domain(domain, by=by, body=agency, since=today)


def _decide(request: JoinRequest, state: JoinRequest.State, by: User, reason: str) -> None:
    request.state, request.reason = state, reason
    request.decided_by, request.decided_at = by, timezone.now()
    request.save()
    mail_decision.defer(request_id=request.pk)
