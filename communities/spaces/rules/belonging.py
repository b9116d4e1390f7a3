"""Who joins, asks, leaves; roles, hand-over, removal, requests."""

from django.utils.translation import gettext as _

from communities.agencies.models import Level
from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User

from ..models import (
    Community,
    JoinPolicy,
    Membership,
    MembershipRequest,
    Role,
    Visibility,
    removed_from,
    roles_of,
)
from .standing import is_open, may_lead, named


def may_join(person: User | None, community: Community) -> Verdict:
    """Whether a person becomes a member by saying so."""
    if not (verdict := _may_come_in(person, community)):
        return verdict
    if community.join_policy == JoinPolicy.REQUEST:
        return no(_("The leads of %(community)s decide who joins. Ask them.") % named(community))
    if person is not None and community.pk in removed_from(person):
        return no(
            _("A lead has ended your membership of %(community)s. Ask to join again.") % named(community)
        )
    return YES


def may_ask(person: User | None, community: Community) -> Verdict:
    """Whether a person may ask the leads to let them join; that they have asked already is seen elsewhere."""
    if not (verdict := _may_come_in(person, community)):
        return verdict
    removed = person is not None and community.pk in removed_from(person)
    if community.join_policy == JoinPolicy.OPEN and not removed:
        return no(_("You need not ask: anyone may join %(community)s.") % named(community))
    return YES


def _may_come_in(person: User | None, community: Community) -> Verdict:
    """What joining and asking to join have in common."""
    if person is None:
        return no(_("Sign in or join the site first."))
    if community.pk in roles_of(person):
        return no(_("You are a member of %(community)s already.") % named(community))
    if not (verdict := is_open(community)):
        return verdict
    if community.join_policy == JoinPolicy.INVITATION:
        return no(_("%(community)s is by invitation. Ask one of its leads.") % named(community))
    return fits(person, community)


def fits(person: User, community: Community) -> Verdict:
    """Whether a person is whom a community is for: its levels of government, contractors or not."""
    profile = getattr(person, "profile", None)
    if profile is None or person.is_superuser:
        return YES
    if community.levels and (profile.agency is None or profile.agency.level not in community.levels):
        levels = ", ".join(str(Level(level).label) for level in community.levels)
        return no(
            _("%(community)s is for people of these levels of government: %(levels)s.")
            % {"community": community, "levels": levels}
        )
    if profile.is_contractor and not community.admits_contractors:
        return no(_("%(community)s is not for contractors.") % {"community": community})
    return YES


def limits_of(community: Community) -> str:
    """To whom a community is limited, in a sentence; empty when to nobody."""
    levels = ", ".join(str(Level(level).label) for level in community.levels)
    if levels and not community.admits_contractors:
        return _("Only: %(levels)s. Not for contractors.") % {"levels": levels}
    if levels:
        return _("Only: %(levels)s.") % {"levels": levels}
    return "" if community.admits_contractors else _("Not for contractors.")


def may_leave(person: User | None, community: Community) -> Verdict:
    role = roles_of(person).get(community.pk)
    if role is None:
        return no(_("You are not a member of %(community)s.") % {"community": community})
    if role == Role.LEAD and lead_count(community) == 1:
        return no(_("You are the last lead of %(community)s. Name another first.") % {"community": community})
    return YES


def may_give_role(by: User | None, community: Community, person: User, role: str) -> Verdict:
    """Whether `by` may make `person` a member, moderator or lead; None is the command line."""
    if by is not None and not may_lead(by, community):
        return no(_("Only leads of %(community)s give roles in it.") % {"community": community})
    leads = community.memberships.leading().filter(person=person).exists()
    if leads and role != Role.LEAD:
        return _another_leads(community, person)
    return YES


def _another_leads(community: Community, person: User) -> Verdict:
    if lead_count(community) > 1:
        return YES
    words = _("%(name)s is the last lead of %(community)s. Name another first.")
    return no(words % {"name": person, "community": community})


def may_hand_over(by: User | None, community: Community, person: User, role: str) -> Verdict:
    """Whether a lead may make a member, who has this role, lead in their place."""
    if by is None or roles_of(by).get(community.pk) != Role.LEAD:
        return no(_("Only a lead of %(community)s hands it over.") % named(community))
    if by.pk == person.pk or role == Role.LEAD:
        return no(_("%(name)s leads %(community)s already.") % {"name": person, **named(community)})
    if not person.is_member:
        return no(_("%(name)s is no member of the site any more.") % {"name": person})
    return YES


def may_remove(by: User | None, community: Community, person: User, role: str) -> Verdict:
    """Whether a person may end the membership of another, who has this role; the last lead stays."""
    if not (verdict := may_lead(by, community)):
        return verdict
    if by is not None and by.pk == person.pk:
        return no(_("To end your own membership, leave the community."))
    return _another_leads(community, person) if role == Role.LEAD and person.is_member else YES


def is_inside(membership: Membership | None, person: User, community: Community) -> Verdict:
    """Whether somebody of whom something is decided is there still."""
    if membership is None:
        return no(_("%(name)s is no member of %(community)s.") % {"name": person, **named(community)})
    return YES


def lead_count(community: Community) -> int:
    """How many active leads there are, from the query that read the community if it asked (`with_leads`)."""
    if hasattr(community, "leads_counted"):
        return community.leads_counted
    return community.memberships.leading().count()


def may_see_members(person: User | None, community: Community) -> Verdict:
    """Whether somebody who sees a community sees who belongs to it."""
    if community.shows_members == Visibility.PUBLIC:
        return YES
    if person is None:
        return no(_("Who belongs to %(community)s is shown to members. Sign in first.") % named(community))
    inside = person.is_superuser or community.pk in roles_of(person)
    if community.shows_members == Visibility.PRIVATE and not inside:
        return no(_("%(community)s shows its members only to each other.") % named(community))
    return YES


def may_export_members(person: User | None, community: Community) -> Verdict:
    """Whether a person may take the list of members along as a table."""
    return may_lead(person, community)


def may_decide_request(person: User | None, request: MembershipRequest) -> Verdict:
    """Whether a person may admit or decline who asks to join: the leads, once."""
    if not (verdict := may_lead(person, request.community)):
        return verdict
    if request.state == MembershipRequest.State.WITHDRAWN:
        return no(_("%(name)s has withdrawn this request.") % {"name": request.person})
    if not request.is_waiting:
        return no(_("%(name)s has already decided this request.") % {"name": request.decided_by})
    return YES


def may_admit(person: User | None, request: MembershipRequest) -> Verdict:
    """Whether who asked can be let in now: the community goes on, and is for people such as they."""
    verdict = may_decide_request(person, request) and is_open(request.community)
    return verdict and fits(request.person, request.community)


def may_withdraw_request(person: User | None, request: MembershipRequest) -> Verdict:
    if person is None or person.pk != request.person_id:
        return no(_("Only %(name)s can withdraw this request.") % {"name": request.person})
    if not request.is_waiting:
        return no(_("This request is decided, or withdrawn."))
    return YES
