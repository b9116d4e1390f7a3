"""What this room holds of a person, for the download of their data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from communities.kit.parts import Part, Row
from communities.members.models import User

from .models import Invitation, Membership, MembershipRequest, Proposal


def data_of(person: User) -> list[Part]:
    """Memberships, requests, proposals, and the invitations that the person sent."""
    return [
        Part("memberships", _("Communities"), lambda: _memberships(person)),
        Part("requests_to_communities", _("Requests to join communities"), lambda: _requests(person)),
        Part("proposals", _("Communities that you proposed"), lambda: _proposals(person)),
        Part("invitations", _("Invitations that you sent"), lambda: _invitations(person)),
    ]


def _memberships(person: User) -> Iterator[Row]:
    mine = Membership.objects.filter(person=person).select_related("community").order_by("since")
    for each in mine:
        yield {
            "community": str(each.community),
            "role": str(each.get_role_display()),
            "since": each.since,
            "guidelines_version": each.guidelines_version,
        }


def _requests(person: User) -> Iterator[Row]:
    """What was asked and what became of it; who decided is somebody else's."""
    mine = MembershipRequest.objects.filter(person=person).select_related("community").order_by("asked_at")
    for each in mine:
        yield {
            "community": str(each.community),
            "asked": each.asked_at,
            "answers": [{"question": question, "answer": answer} for question, answer in each.answers],
            "state": str(each.get_state_display()),
            "reason": each.reason,
            "decided": each.decided_at,
        }


def _proposals(person: User) -> Iterator[Row]:
    for each in Proposal.objects.filter(proposed_by=person).order_by("proposed_at"):
        yield {
            "name": each.name,
            "purpose": each.purpose,
            "why": each.why,
            "proposed": each.proposed_at,
            "state": str(each.get_state_display()),
            "reason": each.reason,
        }


def _invitations(person: User) -> Iterator[Row]:
    sent = Invitation.objects.filter(invited_by=person).select_related("community").order_by("invited_at")
    for each in sent:
        yield {
            "community": str(each.community),
            "e_mail": each.email,
            "note": each.note,
            "invited": each.invited_at,
            "accepted": each.accepted_at,
            "withdrawn": each.withdrawn_at,
        }
