"""Somebody whose address is verified says who they are, and joins or waits."""

from django.db import transaction
from django.utils import timezone

from communities.kit.permissions import require
from communities.ledger.recording import record

from . import eligibility, rules
from .indexing import index_member
from .models import JoinRequest, Profile, Standing, User


@transaction.atomic
def join(person: User, *, name: str, title: str, bureau=None, is_contractor: bool = False) -> User:
    """Admit at once somebody with a verified address in a known government domain.

    Raises Refused when the address is in no known domain or the person has arrived before.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    eligible = eligibility.of(person)
    require(rules.may_join_at_once(person, eligible))
    agency = eligible.known.agency if eligible.known else None
    _describe(person, name=name, title=title, agency=agency, bureau=bureau, is_contractor=is_contractor)
    _admit(person)
    record("member.joined", by=person, on=person, domain=eligible.domain)
    return person


@transaction.atomic
def ask_to_join(
    person: User,
    *,
    name: str,
    title: str,
    agency_name: str,
    explanation: str,
    voucher: str = "",
    is_contractor: bool = False,
) -> JoinRequest:
    """Keep what somebody with an unknown domain says of themselves until an administrator decides."""
    person = User.objects.select_for_update().get(pk=person.pk)
    eligibility.of(person)
    require(rules.may_ask_to_join(person))
    _describe(person, name=name, title=title, agency=None, bureau=None, is_contractor=is_contractor)
    person.standing = Standing.WAITING
    person.save()
    request = JoinRequest.objects.create(
        person=person, agency_name=agency_name, explanation=explanation, voucher=voucher
    )
    record("member.asked_to_join", by=person, on=person)
    return request


@transaction.atomic
def decide(request: JoinRequest, *, by: User, admit: bool, reason: str, agency=None) -> JoinRequest:
    """Admit or decline; the person reads `reason`. A second decision on the same request is refused."""
    requests = JoinRequest.objects.select_for_update(of=("self",)).select_related("person__profile")
    request = requests.get(pk=request.pk)
    require(rules.may_decide(by, request))
    request.state = JoinRequest.State.ADMITTED if admit else JoinRequest.State.DECLINED
    request.reason, request.decided_by, request.decided_at = reason, by, timezone.now()
    request.save()
    person = request.person
    if admit:
        person.profile.agency = agency
        person.profile.save()
        _admit(person)
    else:
        person.standing = Standing.DECLINED
        person.save()
    record("member.admitted" if admit else "member.declined", by=by, on=person)
    return request


def _describe(person: User, *, name: str, title: str, agency, bureau, is_contractor: bool) -> None:
    person.name = name
    person.save()
    Profile.objects.update_or_create(
        person=person,
        defaults={"title": title, "agency": agency, "bureau": bureau, "is_contractor": is_contractor},
    )


def _admit(person: User) -> None:
    person.standing = Standing.MEMBER
    person.save()
    index_member(person)
