"""Memberships, requests, proposals and invitations end when an account closes."""

from collections.abc import Iterable

from communities.members.models import User

from .joining import recount
from .models import Community, Invitation, MembershipRequest, Proposal, forget_roles


def lock_communities_of(person: User) -> list[Community]:
    """Hold the communities of a person: of two leads who go at once, one learns that they are the last."""
    mine = Community.objects.filter(memberships__person=person).values("pk")
    locked = Community.objects.select_for_update(no_key=True).filter(pk__in=mine).order_by("pk")
    return list(locked)


def forget(person: User, *, addresses: Iterable[str]) -> None:
    """End every membership, request and proposal, the invitations by and for them. May run twice."""
    for community in lock_communities_of(person):
        community.memberships.filter(person=person).delete()
        recount(community)
    forget_roles(person)
    MembershipRequest.objects.filter(person=person).delete()
    Proposal.objects.filter(proposed_by=person).delete()
    Invitation.objects.filter(invited_by=person, accepted_at=None).delete()
    Invitation.objects.filter(accepted_by=person).delete()
    for address in addresses:
        Invitation.objects.filter(email__iexact=address).delete()
