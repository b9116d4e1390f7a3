"""A lead invites people by their address; each of them may accept once."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import rules
from .joining import admit, locked
from .keys import hash_of, new_key
from .models import Community, Invitation, Membership, forget_roles
from .tasks import mail_invitation

LASTS = timedelta(days=14)


@transaction.atomic
def invite(community: Community, *, by: User, emails: Collection[str], note: str = "") -> list[Invitation]:
    """Invite these addresses, all or none; the worker mails each its key.

    An expired invitation of the same address is renewed, an open one left as it is. Raises Refused when `by`
    does not lead here, or has sent too many within a day.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a lead's invitations are counted one by one
    community = locked(community)
    forget_roles(by)
    require(rules.may_invite(by, community))
    require(rules.may_send(sent_lately(by), len(emails)))
    waiting = open_addresses(community)
    new = [email for email in dict.fromkeys(email.lower() for email in emails) if email not in waiting]
    return [_invite(community, by, email, note) for email in new]


def _invite(community: Community, by: User, email: str, note: str) -> Invitation:
    now = timezone.now()
    invitation, _new = Invitation.objects.update_or_create(
        community=community,
        email=email,
        accepted_at=None,
        withdrawn_at=None,
        defaults={
            "invited_by": by,
            "invited_at": now,
            "expires_at": now + LASTS,
            "note": note,
            "mailed_at": None,
            "key_hash": hash_of(new_key()),
        },
    )
    record("community.invited", by=by, **_on(invitation))
    mail_invitation.defer(invitation_id=invitation.pk)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> Invitation:
    """Mail an invitation anew, with a new key and a new fortnight; the old key is worth nothing."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    invitation = _locked(invitation)
    forget_roles(by)
    require(rules.may_send_again(by, invitation))
    require(rules.may_send(sent_lately(by), 1))
    now = timezone.now()
    invitation.invited_by, invitation.invited_at, invitation.expires_at = by, now, now + LASTS
    invitation.mailed_at, invitation.key_hash = None, hash_of(new_key())
    invitation.save()
    record("community.invited_again", by=by, **_on(invitation))
    mail_invitation.defer(invitation_id=invitation.pk)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """Make an invitation worth nothing."""
    invitation = _locked(invitation)
    forget_roles(by)
    require(rules.may_change_invitation(by, invitation))
    invitation.withdrawn_at = timezone.now()
    invitation.save()
    record("community.invitation_withdrawn", by=by, **_on(invitation))


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """Become a member of the community, also of one that is by invitation or private. Once."""
    community = locked(invitation.community)
    invitation = _locked(invitation)
    forget_roles(by)
    require(rules.may_accept(by, invitation))
    invitation.accepted_by, invitation.accepted_at = by, timezone.now()
    invitation.save()
    record("community.invitation_accepted", by=by, **_on(invitation))
    return admit(community, by)


def open_addresses(community: Community) -> set[str]:
    """The addresses that have an open invitation to a community."""
    waiting = community.invitations.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
    return set(waiting.values_list("email", flat=True))


def sent_lately(by: User) -> int:
    """How many invitations somebody has sent within a day."""
    return Invitation.objects.filter(invited_by=by, invited_at__gt=timezone.now() - timedelta(days=1)).count()


def inviter_of(person: User) -> User | None:
    """Who sent the latest invitation that is open for a person's address; they vouch for the person."""
    now = timezone.now()
    mine = Invitation.objects.filter(
        email__iexact=person.email, accepted_at=None, withdrawn_at=None, expires_at__gt=now
    )
    latest = mine.select_related("invited_by").order_by("-invited_at").first()
    return latest.invited_by if latest and latest.invited_by.is_member else None


def _on(invitation: Invitation) -> dict[str, Any]:
    """What the ledger keeps: the community and the number of the invitation, never its address."""
    key = invitation.community_id
    return {"on": invitation.community, "community_id": key, "invitation": invitation.pk}


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update().get(pk=invitation.pk)  # joins would show what was before
