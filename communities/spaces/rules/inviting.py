"""Who invites, and who accepts."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.members.rules import has_agreed

from ..models import (
    Community,
    Invitation,
    removed_from,
    roles_of,
)
from .belonging import fits
from .standing import is_open, may_lead

INVITATIONS_A_DAY = 50  # of one lead, over all their communities
AGAIN_AFTER = timedelta(days=1)


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
    removed_at = removed_from(person).get(invitation.community_id)
    if removed_at and invitation.invited_at <= removed_at:
        words = _("A lead has ended your membership of %(community)s since. Ask them to invite you anew.")
        return no(words % about)
    return is_open(invitation.community) and fits(person, invitation.community)
