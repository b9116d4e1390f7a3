from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from communities.agencies.models import Level
from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.members.rules import has_agreed

from .models import KEEPERS, Community, Invitation, JoinPolicy, PostingPolicy, Role, roles_of

INVITATIONS_A_DAY = 50  # of one lead, over all their communities
AGAIN_AFTER = timedelta(days=1)


def is_keeper(person: User | None, community: Community) -> bool:
    """Whether a person keeps order here: its leads and moderators, and administrators."""
    return person is not None and (person.is_superuser or roles_of(person).get(community.pk) in KEEPERS)


def may_join(person: User | None, community: Community) -> Verdict:
    if person is None:
        return no(_("Sign in or join the site first."))
    if community.pk in roles_of(person):
        return no(_("You are a member of %(community)s already.") % {"community": community})
    if community.join_policy == JoinPolicy.INVITATION:
        return no(_("%(community)s is by invitation. Ask one of its leads.") % {"community": community})
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
    if leads and role != Role.LEAD and lead_count(community) == 1:
        words = _("%(name)s is the last lead of %(community)s. Name another first.")
        return no(words % {"name": person, "community": community})
    return YES


def may_lead(person: User | None, community: Community) -> Verdict:
    """Whether a person leads here: its leads, and administrators."""
    if person is None or not (person.is_superuser or roles_of(person).get(community.pk) == Role.LEAD):
        return no(_("This is for the leads of %(community)s.") % {"community": community})
    return YES


def may_invite(person: User | None, community: Community) -> Verdict:
    """Whether a person may invite others; how many today, `may_send` says."""
    if not (verdict := may_lead(person, community)):
        return verdict
    return has_agreed(person) if person is not None else YES


def may_send(sent_lately: int, count: int) -> Verdict:
    """Whether somebody who has sent `sent_lately` invitations within a day may send `count` more."""
    if sent_lately + count <= INVITATIONS_A_DAY:
        return YES
    left = max(INVITATIONS_A_DAY - sent_lately, 0)
    words = _("You can invite %(most)d people a day, and %(left)d more today. Send the others tomorrow.")
    return no(words % {"most": INVITATIONS_A_DAY, "left": left})


def may_change_invitation(person: User | None, invitation: Invitation) -> Verdict:
    """Whether a person may withdraw an invitation or send it again."""
    if not (verdict := may_invite(person, invitation.community)):
        return verdict
    if invitation.state == Invitation.State.ACCEPTED:
        return no(_("%(name)s has accepted this invitation already.") % {"name": invitation.accepted_by})
    if invitation.state == Invitation.State.WITHDRAWN:
        return no(_("This invitation is withdrawn. Send a new one."))
    return YES


def may_send_again(person: User | None, invitation: Invitation) -> Verdict:
    """Whether an invitation may be mailed again: not twice within a day."""
    verdict = may_change_invitation(person, invitation)
    if verdict and timezone.now() < invitation.invited_at + AGAIN_AFTER:
        return no(_("This invitation was sent less than a day ago. Give it until tomorrow."))
    return verdict


def may_accept(person: User | None, invitation: Invitation) -> Verdict:
    """Whether a person may become a member of the community by this invitation."""
    about = {"community": invitation.community, "lead": invitation.invited_by}
    if person is None:
        return no(_("Sign in or join the site first."))
    if person.email.lower() != invitation.email.lower():
        return no(
            _("This invitation is for another e-mail address. Sign in with the one that it was sent to.")
        )
    if invitation.state == Invitation.State.ACCEPTED:
        return no(_("This invitation was used already. It serves once."))
    if invitation.state == Invitation.State.WITHDRAWN:
        return no(_("This invitation was withdrawn. Ask %(lead)s, who sent it.") % about)
    if invitation.state == Invitation.State.EXPIRED:
        return no(_("This invitation is too old. Ask %(lead)s to send it again.") % about)
    if invitation.community_id in roles_of(person):
        return no(_("You are a member of %(community)s already.") % about)
    return fits(person, invitation.community)


def lead_count(community: Community) -> int:
    """How many active leads there are, from the query that read the community if it asked (`with_leads`)."""
    if hasattr(community, "leads_counted"):
        return community.leads_counted
    return community.memberships.leading().count()


def may_post(person: User | None, community: Community) -> Verdict:
    """Whether a person may reply here."""
    if person is None:
        return no(_("Sign in or join the site to take part."))
    if not (verdict := has_agreed(person)):
        return verdict
    if community.pk not in roles_of(person) and not person.is_superuser:
        return no(_("Join %(community)s to take part.") % {"community": community})
    return YES


def may_start_topic(person: User | None, community: Community) -> Verdict:
    verdict = may_post(person, community)
    if verdict and community.posting_policy == PostingPolicy.LEADS and not is_keeper(person, community):
        return no(_("In %(community)s only leads and moderators start topics.") % {"community": community})
    return verdict


def may_read_ledger(person: User | None, community: Community) -> Verdict:
    if not is_keeper(person, community):
        return no(_("The ledger of a community is for its leads and moderators."))
    return YES
