"""What the pages about communities need."""

from dataclasses import dataclass

from django.db.models import Case, Value, When

from communities.kit.paging import Page, page_of_rows
from communities.kit.permissions import Verdict, no
from communities.members.models import User

from . import rules
from .models import (
    KEEPERS,
    Community,
    CommunityQuerySet,
    JoinPolicy,
    Membership,
    Role,
    Visibility,
    remember_roles,
    roles_of,
)

MEMBERS_PER_PAGE = 30

_ROLE_ORDER = Case(
    When(role=Role.LEAD, then=Value(0)), When(role=Role.MODERATOR, then=Value(1)), default=Value(2)
)

NOT_ASKED = no("")


@dataclass(frozen=True)
class CommunityView:
    """One community as a person sees it, with what they may do."""

    community: Community
    role: str
    is_keeper: bool
    may_join: Verdict
    may_start_topic: Verdict
    may_leave: Verdict = NOT_ASKED  # asked where there is a button for it: it may cost a query

    @property
    def role_name(self) -> str:
        return str(Role(self.role).label) if self.role else ""

    @property
    def by_invitation(self) -> bool:
        return self.community.join_policy == JoinPolicy.INVITATION

    @property
    def is_public(self) -> bool:
        return self.community.visibility == Visibility.PUBLIC


def community_for(person: User | None, slug: str) -> CommunityView:
    """Raises Community.DoesNotExist for what `person` may not see."""
    community = Community.objects.visible_to(person).with_leads().get(slug=slug)
    return view_of(community, person, may_leave=rules.may_leave(person, community))


def view_of(community: Community, person: User | None, *, may_leave: Verdict = NOT_ASKED) -> CommunityView:
    """Say what `person` may do in a community that they see. No query but for their roles."""
    return CommunityView(
        community=community,
        role=roles_of(person).get(community.pk, ""),
        is_keeper=rules.is_keeper(person, community),
        may_join=rules.may_join(person, community),
        may_start_topic=rules.may_start_topic(person, community),
        may_leave=may_leave,
    )


def communities(person: User | None) -> CommunityQuerySet:
    """The communities that `person` sees, in the order their page shows them."""
    return Community.objects.visible_to(person)


def communities_with_role(person: User) -> list[Community]:
    """The same for a member, in one query that spares that of `roles_of`: each has their `role`."""
    found = list(communities(person).with_role(person))
    roles = {community.pk: getattr(community, "role", None) for community in found}
    remember_roles(person, {key: role for key, role in roles.items() if role})
    return found


def keepers(community: Community) -> list[Membership]:
    """Leads, then moderators."""
    kept = community.memberships.filter(role__in=KEEPERS, person__is_active=True)
    return list(
        kept.select_related("person__profile__agency", "person__profile__bureau").order_by(
            "role", "person__name"
        )
    )


def memberships_of(member: User, *, viewer: User | None) -> list[Membership]:
    """The communities of a member, among those that `viewer` sees."""
    seen = Community.objects.visible_to(viewer)
    mine = Membership.objects.filter(person=member, community__in=seen).select_related("community")
    return list(mine.order_by("community__position", "community__name"))


def members_page(community: Community, number: int) -> Page:
    """One page of a community's members: leads and moderators first, then by name."""
    rows = community.memberships.filter(person__is_active=True)
    rows = rows.select_related("person__profile__agency", "person__profile__bureau")
    rows = rows.prefetch_related("person__profile__expertise")
    rows = rows.annotate(role_order=_ROLE_ORDER).order_by("role_order", "person__name", "pk")
    return page_of_rows(rows, number, total=community.member_count, per_page=MEMBERS_PER_PAGE)
