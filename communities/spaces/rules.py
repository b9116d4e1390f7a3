from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.agencies.models import Level
from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.members.rules import has_agreed

from .models import (
    KEEPERS,
    Community,
    Invitation,
    JoinPolicy,
    MembershipRequest,
    PostingPolicy,
    PreModeration,
    Proposal,
    Role,
    Visibility,
    owes_agreement,
    removed_from,
    roles_of,
)

INVITATIONS_A_DAY = 50  # of one lead, over all their communities
AGAIN_AFTER = timedelta(days=1)


def is_keeper(person: User | None, community: Community) -> bool:
    """Whether a person keeps order here: its leads and moderators, and administrators."""
    return person is not None and (person.is_superuser or roles_of(person).get(community.pk) in KEEPERS)


def is_open(community: Community) -> Verdict:
    """Whether a community goes on. An archived one is read only: nobody joins, writes or arranges there."""
    if community.is_archived:
        return no(_("%(community)s is archived: it can be read, and nothing changes there.") % _in(community))
    return YES


def may_join(person: User | None, community: Community) -> Verdict:
    """Whether a person becomes a member by saying so."""
    if not (verdict := _may_come_in(person, community)):
        return verdict
    if community.join_policy == JoinPolicy.REQUEST:
        return no(_("The leads of %(community)s decide who joins. Ask them.") % _in(community))
    if person is not None and community.pk in removed_from(person):
        return no(_("A lead has ended your membership of %(community)s. Ask to join again.") % _in(community))
    return YES


def may_ask(person: User | None, community: Community) -> Verdict:
    """Whether a person may ask the leads to let them join; that they have asked already is seen elsewhere."""
    if not (verdict := _may_come_in(person, community)):
        return verdict
    removed = person is not None and community.pk in removed_from(person)
    if community.join_policy == JoinPolicy.OPEN and not removed:
        return no(_("You need not ask: anyone may join %(community)s.") % _in(community))
    return YES


def _may_come_in(person: User | None, community: Community) -> Verdict:
    """What joining and asking to join have in common."""
    if person is None:
        return no(_("Sign in or join the site first."))
    if community.pk in roles_of(person):
        return no(_("You are a member of %(community)s already.") % _in(community))
    if not (verdict := is_open(community)):
        return verdict
    if community.join_policy == JoinPolicy.INVITATION:
        return no(_("%(community)s is by invitation. Ask one of its leads.") % _in(community))
    return fits(person, community)


def _in(community: Community) -> dict[str, Community]:
    """What the sentences need."""
    return {"community": community}


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
        return no(_("Only a lead of %(community)s hands it over.") % _in(community))
    if by.pk == person.pk or role == Role.LEAD:
        return no(_("%(name)s leads %(community)s already.") % {"name": person, **_in(community)})
    return YES


def may_remove(by: User | None, community: Community, person: User, role: str) -> Verdict:
    """Whether a person may end the membership of another, who has this role; the last lead stays."""
    if not (verdict := may_lead(by, community)):
        return verdict
    if by is not None and by.pk == person.pk:
        return no(_("To end your own membership, leave the community."))
    return _another_leads(community, person) if role == Role.LEAD else YES


def may_lead(person: User | None, community: Community) -> Verdict:
    """Whether a person leads here: its leads, and administrators."""
    if person is None or not (person.is_superuser or roles_of(person).get(community.pk) == Role.LEAD):
        return no(_("This is for the leads of %(community)s.") % {"community": community})
    return YES


def may_invite(person: User | None, community: Community) -> Verdict:
    """Whether a person may invite others; how many today, `may_send` says."""
    if not (verdict := may_lead(person, community)):
        return verdict
    if person is not None and not (agreed := has_agreed(person)):
        return agreed
    return is_open(community)


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
    return is_open(invitation.community) and fits(person, invitation.community)


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
    if not (verdict := is_open(community)):
        return verdict
    if owes_agreement(person, community):
        words = _("%(community)s has new guidelines. Agree to them first, on their page, then write.")
        return no(words % _in(community))
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


def may_change_guidelines(person: User | None, community: Community) -> Verdict:
    if person is None or not (person.is_superuser or roles_of(person).get(community.pk) == Role.LEAD):
        return no(_("Only the leads of %(community)s change its guidelines.") % {"community": community})
    return YES


def may_agree(person: User | None, community: Community) -> Verdict:
    """Whether a person may agree to the guidelines: members do; others agree by joining."""
    if community.pk not in roles_of(person):
        return no(_("Guidelines are agreed to by members. Join %(community)s first.") % _in(community))
    return YES


def may_see_members(person: User | None, community: Community) -> Verdict:
    """Whether somebody who sees a community sees who belongs to it."""
    if community.shows_members == Visibility.PUBLIC:
        return YES
    if person is None:
        return no(_("Who belongs to %(community)s is shown to members. Sign in first.") % _in(community))
    inside = person.is_superuser or community.pk in roles_of(person)
    if community.shows_members == Visibility.PRIVATE and not inside:
        return no(_("%(community)s shows its members only to each other.") % _in(community))
    return YES


def may_change_settings(person: User | None, community: Community) -> Verdict:
    return may_lead(person, community)


def may_archive(person: User | None, community: Community) -> Verdict:
    """Archiving, and bringing back what is archived."""
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


def may_propose(person: User | None) -> Verdict:
    """Whether a person may propose a new community."""
    if person is None:
        return no(_("Sign in or join the site first."))
    if person.owes_agreement:
        return no(_("New guidelines or notices are in force. Agree to them first, then propose."))
    return YES


def may_create(person: User | None) -> Verdict:
    if person is None or not person.is_superuser:
        return no(_("Administrators create communities. Propose one to them."))
    return YES


def may_decide_proposal(person: User | None, proposal: Proposal) -> Verdict:
    if not (verdict := may_create(person)):
        return verdict
    if not proposal.is_waiting:
        return no(_("%(name)s has already decided this proposal.") % {"name": proposal.decided_by})
    return YES


def waiting_posts_of(community: Community) -> str:
    """Whose posts wait for a moderator first, in a sentence; empty when nobody's."""
    if community.pre_moderation == PreModeration.ALL:
        return _("Posts of members wait for a moderator before anybody reads them.")
    if community.pre_moderation == PreModeration.FIRST:
        words = ngettext(
            "The first post of each member waits for a moderator before anybody reads it.",
            "The first %(count)d posts of each member wait for a moderator before anybody reads them.",
            community.first_posts,
        )
        return words % {"count": community.first_posts}
    return ""
