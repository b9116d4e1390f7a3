"""Somebody whose address is verified says who they are, and joins or asks to join."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from communities.agencies.matching import domain_of
from communities.kit.permissions import require
from communities.ledger.recording import record

from . import eligibility, rules
from .affiliating import begin_affiliation
from .indexing import index_member
from .models import JoinRequest, Profile, Standing, User
from .tasks import ask_voucher, mail_administrators
from .terms import accept


@transaction.atomic
def join(
    person: User,
    *,
    name: str,
    title: str,
    bureau=None,
    is_contractor: bool = False,
    agreed_to: Collection[int] | None = None,
) -> User:
    """Admit at once somebody with a verified address in a known government domain.

    `agreed_to` are the keys of the terms that they were shown; all in force, unless told. Raises Refused
    when the address is in no known domain or the person has arrived before.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    eligible = eligibility.of(person)
    require(rules.may_join_at_once(person, eligible))
    agency = eligible.known.agency if eligible.known else None
    describe(person, name=name, title=title, agency=agency, bureau=bureau, is_contractor=is_contractor)
    accept(person, to=agreed_to)
    make_member(person)
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
    agreed_to: Collection[int] | None = None,
    going_to: str = "",
) -> JoinRequest:
    """Keep what somebody with an unknown domain says of themselves until an administrator decides.

    Who was invited is vouched for by who invited them; otherwise the member at `voucher` is asked.
    Administrators are mailed. Raises Refused as `rules.may_ask_to_join` says.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    require(rules.may_ask_to_join(person, list(person.join_requests.all())))
    eligibility.of(person)
    describe(person, name=name, title=title, agency=None, bureau=None, is_contractor=is_contractor)
    accept(person, to=agreed_to)
    person.standing = Standing.WAITING
    person.save()
    request = JoinRequest(
        person=person,
        domain=domain_of(person.email),
        agency_name=agency_name,
        explanation=explanation,
        going_to=going_to,
    )
    if inviter := inviter_of(person):
        request.vouching = JoinRequest.Vouching.VOUCHED
        request.vouched_by, request.vouched_at = inviter, timezone.now()
    else:
        _name_voucher(request, voucher)
    request.save()
    record("member.asked_to_join", by=person, on=person, domain=request.domain)
    mail_administrators.defer(request_id=request.pk)
    if request.voucher:
        ask_voucher.defer(request_id=request.pk)
    return request


@transaction.atomic
def mend_request(
    request: JoinRequest,
    *,
    by: User,
    name: str,
    title: str,
    agency_name: str,
    explanation: str,
    voucher: str = "",
    is_contractor: bool = False,
) -> JoinRequest:
    """Change what somebody said of themselves while it waits. Another voucher is asked anew, the next day."""
    request = JoinRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    require(rules.may_mend(by, request))
    describe(request.person, name=name, title=title, agency=None, bureau=None, is_contractor=is_contractor)
    request.agency_name, request.explanation = agency_name, explanation
    renamed = voucher.lower() != request.voucher.lower()
    if renamed:
        require(rules.may_name_voucher(request))
        _name_voucher(request, voucher)
    request.save()
    record("member.request_changed", by=by, on=request.person)
    if renamed and voucher:
        ask_voucher.defer(request_id=request.pk)
    return request


@transaction.atomic
def withdraw_request(request: JoinRequest, *, by: User) -> None:
    """Take a request back while it waits. The person may come again and ask anew."""
    request = JoinRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    require(rules.may_mend(by, request))
    request.state, request.decided_at = JoinRequest.State.WITHDRAWN, timezone.now()
    request.save()
    request.person.standing = Standing.ARRIVING
    request.person.save()
    record("member.request_withdrawn", by=by, on=request.person)


def inviter_of(person: User) -> User | None:
    """The member whose invitation waits for this person's address; settings names the function that knows."""
    return import_string(settings.INVITED_BY)(person)


def describe(person: User, *, name: str, title: str, agency, bureau, is_contractor: bool) -> None:
    """Write what somebody who is no member yet says of themselves, in the caller's transaction."""
    if person.name and person.name != name:
        person.slug = None  # nobody has seen the address of the profile yet
    person.name = name
    person.save()
    Profile.objects.update_or_create(
        person=person,
        defaults={"title": title, "agency": agency, "bureau": bureau, "is_contractor": is_contractor},
    )


def make_member(person: User) -> None:
    """Let a person in whose profile is written: standing, where they work, search document."""
    person.standing = Standing.MEMBER
    person.save()
    profile = Profile.objects.get(person=person)
    begin_affiliation(
        person, agency=profile.agency, bureau=profile.bureau, is_contractor=profile.is_contractor
    )
    index_member(person)


def _name_voucher(request: JoinRequest, voucher: str) -> None:
    request.voucher, request.voucher_mailed_at = voucher.lower(), None
    request.vouching = JoinRequest.Vouching.ASKED if voucher else JoinRequest.Vouching.NOBODY
    request.voucher_asked_at = timezone.now() if voucher else request.voucher_asked_at
