"""What this room holds of a person, for the download of their data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from communities.kit.parts import Part, Row
from communities.members.models import User

from .models import Notification
from .reading import gets_mail


def data_of(person: User) -> list[Part]:
    """What the person was told, and whether also by e-mail."""
    return [
        Part("notifications", _("Notifications"), lambda: _notifications(person)),
        Part("mail", _("E-mail"), lambda: iter([{"told_by_e_mail": gets_mail(person)}])),
    ]


def _notifications(person: User) -> Iterator[Row]:
    mine = Notification.objects.filter(person=person).select_related("actor").order_by("created_at", "pk")
    for each in mine.iterator(chunk_size=500):
        yield {
            "what": str(each.get_kind_display()),
            "who": str(each.actor or ""),
            "title": each.title,
            "at": each.created_at,
            "read": each.read_at,
            "mailed": each.mailed_at,
        }
