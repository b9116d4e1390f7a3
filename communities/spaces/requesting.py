"""Asking to join a community that decides who joins, and its leads' decision."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import rules, telling
from .joining import admit, locked, membership_of, recount
from .models import Community, MembershipRequest, Role, forget_roles

Answers = Sequence[tuple[str, str]]  # question and answer


@transaction.atomic
def ask_to_join_community(community: Community, *, by: User, answers: Answers) -> MembershipRequest:
    """Ask the leads, who are told. Who asks twice has asked once. Raises Refused when they may not ask."""
    community = locked(community)
    forget_roles(by)
    require(rules.may_ask(by, community))
    waiting = MembershipRequest.State.WAITING
    if earlier := community.requests.filter(person=by, state=waiting).first():
        return earlier
    request = community.requests.create(person=by, answers=[list(pair) for pair in answers])
    record("community.asked_to_join", by=by, **_on(request))
    leads = community.memberships.filter(role=Role.LEAD).values_list("person_id", flat=True)
    telling.tell(leads, telling.ASKED, target=request, title=community.name, actor=by)
    return request


@transaction.atomic
def withdraw_request(request: MembershipRequest, *, by: User) -> None:
    """Take back what one asked. Raises Refused when it is decided already."""
    _community, request = _locked(request)
    require(rules.may_withdraw_request(by, request))
    request.state, request.decided_at = MembershipRequest.State.WITHDRAWN, timezone.now()
    request.save(update_fields=["state", "decided_at"])
    record("community.request_withdrawn", by=by, **_on(request))


@transaction.atomic
def admit_to_community(request: MembershipRequest, *, by: User, reason: str = "") -> MembershipRequest:
    """Make who asked a member; they are told. Raises Refused for a second decision."""
    community, request = _locked(request)
    forget_roles(by)
    require(rules.may_admit(by, request))
    _decide(request, MembershipRequest.State.ADMITTED, by, reason)
    if not community.memberships.filter(person=request.person).exists():  # by an invitation, meanwhile
        admit(community, request.person, agreed_at=request.asked_at)
    record("community.request_admitted", by=by, reason=reason, **_on(request))
    telling.tell([request.person_id], telling.ADMITTED, target=request, title=community.name, actor=by)
    return request


@transaction.atomic
def decline_request(request: MembershipRequest, *, by: User, reason: str) -> MembershipRequest:
    """Let who asked stay outside; they read the reason. Raises Refused for a second decision."""
    community, request = _locked(request)
    forget_roles(by)
    require(rules.may_decide_request(by, request))
    _decide(request, MembershipRequest.State.DECLINED, by, reason)
    record("community.request_declined", by=by, reason=reason, **_on(request))
    telling.tell([request.person_id], telling.DECLINED, target=request, title=community.name, actor=by)
    return request


@transaction.atomic
def remove_member(community: Community, person: User, *, by: User, reason: str) -> MembershipRequest:
    """End somebody's membership, with a reason that they read. To come back they ask.

    Raises Refused for who may not, and when the person has gone already.
    """
    community = locked(community)
    forget_roles(by)
    membership = membership_of(person, community)
    require(rules.may_remove(by, community, membership.person, membership.role))
    membership.delete()
    recount(community)
    request = MembershipRequest(community=community, person=person)
    _decide(request, MembershipRequest.State.REMOVED, by, reason)
    record("community.member_removed", by=by, reason=reason, **_on(request))
    telling.tell([person.pk], telling.REMOVED, target=request, title=community.name, actor=by)
    forget_roles(person)
    return request


def _decide(request: MembershipRequest, state: str, by: User, reason: str) -> None:
    request.state, request.reason = state, reason
    request.decided_by, request.decided_at = by, timezone.now()
    request.save()


def _on(request: MembershipRequest) -> dict:
    return {"on": request.person, "community_id": request.community_id, "request": request.pk}


def _locked(request: MembershipRequest) -> tuple[Community, MembershipRequest]:
    """The community first, as in every verb that changes who belongs to it; so two decisions take turns."""
    community = locked(request.community)
    requests = MembershipRequest.objects.select_for_update(of=("self",), no_key=True)
    request = requests.select_related("person__profile__agency", "community").get(pk=request.pk)
    return community, request
