"""What this room holds of a person, for the download of their data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from communities.kit.parts import Part, Row
from communities.members.models import User

from .reading import mail_choices, own


def data_of(person: User) -> list[Part]:
    """What the person was told, and whether also by e-mail."""
    return [
        Part("notifications", _("Notifications"), lambda: _notifications(person)),
        Part("mail", _("E-mail"), lambda: _mail(person)),
    ]


def _notifications(person: User) -> Iterator[Row]:
    mine = own(person).select_related("actor").order_by("created_at", "pk")
    for each in mine.iterator(chunk_size=500):
        yield {
            "what": str(each.get_kind_display()),
            "who": str(each.actor or ""),
            "title": each.title,
            "at": each.created_at,
            "read": each.read_at,
            "mailed": each.mailed_at,
        }


def _mail(person: User) -> Iterator[Row]:
    chosen = mail_choices(person)
    yield {"told_by_e_mail": chosen.by_mail, **{f"about_{key}": pace for key, pace in chosen.paces.items()}}
