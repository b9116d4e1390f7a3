"""What the pages about communities need."""

from dataclasses import dataclass, replace

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When

from communities.kit.paging import Page, page_of_rows
from communities.kit.permissions import Verdict, no
from communities.members.models import User

from . import rules
from .keys import hash_of
from .models import (
    KEEPERS,
    Community,
    CommunityQuerySet,
    Guidelines,
    Invitation,
    JoinPolicy,
    Membership,
    MembershipRequest,
    Role,
    Visibility,
    owes_agreement,
    remember_roles,
    roles_of,
    take_roles,
    with_roles,
)

MEMBERS_PER_PAGE = 30
INVITATIONS_PER_PAGE = 30

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
    may_lead: Verdict
    may_ask: Verdict = NOT_ASKED
    owes_agreement: bool = False  # newer guidelines wait for the person
    waiting: MembershipRequest | None = None  # what they have asked and nobody has decided
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
    seen = with_roles(Community.objects.visible_to(person).with_leads(), person)
    asked = MembershipRequest.objects.filter(person=person, state=MembershipRequest.State.WAITING)
    asked = asked.filter(community=OuterRef("pk"))
    community = seen.annotate(waiting_key=Subquery(asked.values("pk")[:1])).get(slug=slug)
    take_roles(person, community)
    view = view_of(community, person, may_leave=rules.may_leave(person, community))
    key = getattr(community, "waiting_key", None)
    waiting = MembershipRequest(pk=key, person=person, community=community) if person and key else None
    return replace(view, waiting=waiting) if view.may_ask else view


def view_of(community: Community, person: User | None, *, may_leave: Verdict = NOT_ASKED) -> CommunityView:
    """Say what `person` may do in a community that they see. No query but for their roles."""
    return CommunityView(
        community=community,
        role=roles_of(person).get(community.pk, ""),
        is_keeper=rules.is_keeper(person, community),
        may_join=rules.may_join(person, community),
        may_start_topic=rules.may_start_topic(person, community),
        may_lead=rules.may_lead(person, community),
        may_ask=rules.may_ask(person, community),
        owes_agreement=person is not None and owes_agreement(person, community),
        may_leave=may_leave,
    )


def communities(person: User | None) -> CommunityQuerySet:
    """The communities that `person` sees, in the order their page shows them."""
    return Community.objects.visible_to(person)


def communities_with_role(person: User) -> list[Community]:
    """The same for a member, in one query that spares that of `roles_of`: each has their `role`."""
    found = list(communities(person).with_role(person))
    roles = {community.pk: getattr(community, "role", None) for community in found}
    owes = {community.pk for community in found if getattr(community, "owes", False)}
    remember_roles(person, {key: role for key, role in roles.items() if role}, owes=owes)
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
    """The communities of a member, among those that `viewer` sees. Who belongs where is for members."""
    if viewer is None:
        return []
    seen = Community.objects.visible_to(viewer)
    mine = Membership.objects.filter(person=member, community__in=seen).select_related("community")
    return list(mine.order_by("community__position", "community__name"))


def communities_of(people: QuerySet, *, viewer: User | None, count: int = 8) -> list[Community]:
    """The communities that are not private in which most of these people are. One query, or none.

    Who belongs where is for members.
    """
    if viewer is None:
        return []
    seen = Community.objects.exclude(visibility=Visibility.PRIVATE).filter(memberships__person__in=people)
    return list(seen.annotate(of_them=Count("memberships")).order_by("-of_them", "name")[:count])


def members_page(
    community: Community, number: int, *, viewer: User | None, name: str = "", role: str = ""
) -> Page:
    """One page of a community's members: leads and moderators first, then by name.

    `name` is a part of names. A visitor sees those who show their profile to everyone.
    """
    rows = members_of(community, viewer=viewer)
    if name:
        rows = rows.filter(person__name__icontains=name)
    if role:
        rows = rows.filter(role=role)
    rows = rows.select_related("person__entry", "person__profile__agency", "person__profile__bureau")
    total = community.member_count if viewer and not name and not role else rows.count()
    return page_of_rows(rows, number, total=total, per_page=MEMBERS_PER_PAGE)


def members_of(community: Community, *, viewer: User | None) -> QuerySet[Membership]:
    """The memberships that somebody may see who may see the list at all, in its order."""
    rows = community.memberships.filter(person__in=User.objects.visible_to(viewer))
    return rows.annotate(role_order=_ROLE_ORDER).order_by("role_order", "person__name", "pk")


def membership_in(community: Community, slug: str) -> Membership:
    """The membership of the member at an address. Raises Membership.DoesNotExist."""
    found = community.memberships.select_related("person__profile__agency", "person__profile__bureau")
    return found.get(person__slug=slug)


def guidelines(community: Community) -> Guidelines | None:
    """The guidelines in force; None where there are none."""
    return community.guidelines.first()


def led_alone_by(person: User) -> list[Community]:
    """The communities that would be without a lead if this person went. One query."""
    led = Membership.objects.leading().filter(person=person).values("community")
    return list(Community.objects.filter(pk__in=led).with_leads().filter(leads_counted=1))


@dataclass(frozen=True)
class InvitationView:
    """One invitation, with what a lead may do about it."""

    invitation: Invitation
    may_change: Verdict
    may_send_again: Verdict


def invitations_page(person: User, community: Community, number: int) -> Page:
    """One page of a community's invitations: those that wait first, then the latest."""
    rows = community.invitations.select_related("community", "invited_by", "accepted_by")
    waits = Case(When(accepted_at=None, withdrawn_at=None, then=Value(0)), default=Value(1))
    page = page_of_rows(
        rows.order_by(waits, "-invited_at", "-pk"), number, total=rows.count(), per_page=INVITATIONS_PER_PAGE
    )
    views = [
        InvitationView(
            invitation=each,
            may_change=rules.may_change_invitation(person, each),
            may_send_again=rules.may_send_again(person, each),
        )
        for each in page.items
    ]
    return replace(page, items=views)


def invitation_of(key: str) -> Invitation:
    """The invitation of a mailed key. Raises Invitation.DoesNotExist."""
    found = Invitation.objects.select_related("community", "invited_by__profile__agency")
    return found.get(key_hash=hash_of(key))


def has_account(email: str) -> bool:
    """Whether an address opens an account. Only for who proves to read its mail."""
    return User.objects.filter(email__iexact=email).exists()
