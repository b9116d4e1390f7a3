"""Joining and leaving a community, and the roles in it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import rules
from .models import Community, Membership, Role, forget_roles


@transaction.atomic
def create_community(*, by: User | None, leads: list[User], **fields) -> Community:
    """Make a community with its leads. Administrators do this; the rule is that of the page they do it on."""
    community = Community.objects.create(**fields)
    record("community.created", by=by, on=community, community_id=community.pk)
    for lead in leads:
        give_role(community, lead, Role.LEAD, by=by)
    return community


@transaction.atomic
def join_community(community: Community, *, by: User, at: datetime | None = None) -> Membership:
    """Make `by` a member. Raises Refused when they may not."""
    community = locked(community)
    forget_roles(by)
    require(rules.may_join(by, community))
    membership = Membership.objects.create(community=community, person=by, since=at or timezone.now())
    record("community.joined", by=by, on=community, community_id=community.pk, at=at)
    recount(community)
    forget_roles(by)
    return membership


@transaction.atomic
def leave_community(community: Community, *, by: User) -> None:
    """End a membership. What the person wrote stays. Raises Refused for the last lead."""
    community = locked(community)
    forget_roles(by)
    require(rules.may_leave(by, community))
    Membership.objects.filter(community=community, person=by).delete()
    record("community.left", by=by, on=community, community_id=community.pk)
    recount(community)
    forget_roles(by)


@transaction.atomic
def give_role(community: Community, person: User, role: Role, *, by: User | None) -> Membership:
    """Give `person` a role, making them a member when they are not.

    Raises Refused when `by` is no lead, and when the last lead would be none any more.
    """
    community = locked(community)
    if by is not None:
        forget_roles(by)
    require(rules.may_give_role(by, community, person, role))
    membership, _made = Membership.objects.update_or_create(
        community=community, person=person, defaults={"role": role}
    )
    record("community.role_given", by=by, on=person, community_id=community.pk, role=str(role))
    recount(community)
    forget_roles(person)
    return membership


def recount(community: Community) -> None:
    """Set the number of members from the memberships."""
    community.member_count = community.memberships.count()
    community.save(update_fields=["member_count"])


def admit(community: Community, person: User) -> Membership:
    """Write the membership of somebody who may join, in the caller's transaction, under `locked`."""
    membership = Membership.objects.create(community=community, person=person)
    recount(community)
    forget_roles(person)
    return membership


def locked(community: Community) -> Community:
    """The community, held until the transaction ends: who joins, leaves or gets a role takes turns."""
    return Community.objects.select_for_update(no_key=True).get(pk=community.pk)
