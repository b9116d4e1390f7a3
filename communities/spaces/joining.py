"""Joining and leaving a community, and the roles in it."""

from datetime import datetime
from itertools import count
from typing import cast

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import rules, telling
from .indexing import index_community
from .models import Community, Membership, MembershipRequest, Role, forget_roles

RESERVED = {"new", "propose", "proposals", "requests"}  # addresses of other pages


@transaction.atomic
def create_community(*, by: User | None, leads: list[User], **fields) -> Community:
    """Make a community with its leads. None for `by` is the command line. Raises Refused for who may not.

    Without a `slug` its address is made of its name.
    """
    if by is not None:
        require(rules.may_create(by))
    fields.setdefault("slug", free_slug(fields["name"]))
    fields.setdefault("position", Community.objects.count())  # the last of the list
    community = Community.objects.create(**fields)
    index_community(community)
    record("community.created", by=by, on=community, community_id=community.pk)
    for lead in leads:
        _give_role(community, lead, Role.LEAD, by)
    return community


@transaction.atomic
def join_community(community: Community, *, by: User, at: datetime | None = None) -> Membership:
    """Make `by` a member. Raises Refused when they may not."""
    community = locked(community)
    forget_roles(by)
    require(rules.may_join(by, community))
    record("community.joined", by=by, on=community, community_id=community.pk, at=at)
    return admit(community, by, since=at)


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
    """Give a member a role. The command line (`by` is None) makes them a member when they are not.

    Raises Refused when `by` is no lead, and when the last lead would be none any more.
    """
    community = locked(community)
    if by is not None:
        forget_roles(by)
    require(rules.may_give_role(by, community, person, role))
    if by is not None:
        membership_of(person, community)
    return _give_role(community, person, role, by)


def _give_role(community: Community, person: User, role: Role, by: User | None) -> Membership:
    membership, _made = Membership.objects.update_or_create(
        community=community,
        person=person,
        defaults={"role": role},
        create_defaults={"role": role, "guidelines_version": in_force(community)},
    )
    record("community.role_given", by=by, on=person, community_id=community.pk, role=str(role))
    if by is not None:
        telling.tell([person.pk], telling.ROLE, target=community, title=community.name, actor=by)
    recount(community)
    forget_roles(person)
    return membership


@transaction.atomic
def hand_over(community: Community, *, by: User, to: User) -> None:
    """Make a member lead in the place of `by`, who stays a member. Raises Refused for who may not."""
    community = locked(community)
    forget_roles(by)
    membership = membership_of(to, community)
    require(rules.may_hand_over(by, community, membership.person, membership.role))
    community.memberships.filter(person=to).update(role=Role.LEAD)
    community.memberships.filter(person=by).update(role=Role.MEMBER)
    record("community.handed_over", by=by, on=to, community_id=community.pk)
    telling.tell([to.pk], telling.ROLE, target=community, title=community.name, actor=by)
    forget_roles(by)
    forget_roles(to)


def free_slug(name: str) -> str:
    """An address for a community of this name that no other has."""
    wanted = slugify(name)[:50] or "community"
    taken = RESERVED | set(Community.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for n in count(1) if (slug := wanted if n == 1 else f"{wanted}-{n}") not in taken)


def membership_of(person: User, community: Community) -> Membership:
    """The membership of somebody of whom something is decided. Raises Refused when they have gone."""
    found = community.memberships.select_related("person").filter(person=person).first()
    require(rules.is_inside(found, person, community))
    return cast(Membership, found)


def in_force(community: Community, at: datetime | None = None) -> int:
    """The version of the guidelines that who joins now, or at a time, agrees to; 0 where there are none."""
    versions = community.guidelines.filter(published_at__lte=at) if at else community.guidelines.all()
    return versions.values_list("version", flat=True).first() or 0


def recount(community: Community) -> None:
    """Set the number of members from the memberships."""
    community.member_count = community.memberships.count()
    community.save(update_fields=["member_count"])


def admit(
    community: Community, person: User, *, since: datetime | None = None, agreed_at: datetime | None = None
) -> Membership:
    """Write the membership of somebody who may join, in the caller's transaction, under `locked`.

    What they have asked of the leads before is asked no longer.
    """
    membership = Membership.objects.create(
        community=community,
        person=person,
        since=since or timezone.now(),
        guidelines_version=in_force(community, agreed_at),
    )
    waiting = community.requests.filter(person=person, state=MembershipRequest.State.WAITING)
    waiting.update(state=MembershipRequest.State.WITHDRAWN, decided_at=timezone.now())
    recount(community)
    forget_roles(person)
    return membership


def locked(community: Community) -> Community:
    """The community, held until the transaction ends: who joins, leaves or gets a role takes turns."""
    return Community.objects.select_for_update(no_key=True).get(pk=community.pk)
