"""What this room holds of a person, for the download of their data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from communities.kit.parts import Part, Row
from communities.members.models import User

from .models import Invitation, Membership


def data_of(person: User) -> list[Part]:
    """Memberships, and the invitations that the person sent."""
    return [
        Part("memberships", _("Communities"), lambda: _memberships(person)),
        Part("invitations", _("Invitations that you sent"), lambda: _invitations(person)),
    ]


def _memberships(person: User) -> Iterator[Row]:
    mine = Membership.objects.filter(person=person).select_related("community").order_by("since")
    for each in mine:
        yield {
            "community": str(each.community),
            "role": str(each.get_role_display()),
            "since": each.since,
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
