"""Where somebody works and worked, and whether their address was confirmed lately."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from ..models import Affiliation, User


def affiliations_of(person: User) -> QuerySet[Affiliation]:
    """Where a person works, then where they worked before, latest first."""
    mine = Affiliation.objects.filter(person=person).select_related("agency", "bureau")
    return mine.order_by("-since", "-pk")


def unconfirmed_since(confirmed_on: date | None) -> date | None:
    """The day on which an address was last confirmed, when that is too long ago; None otherwise.

    Members see it on the profile: whoever has left an agency may have a session left, but nobody who has
    lost the mailbox confirms it.
    """
    oldest = timezone.localdate() - timedelta(days=settings.ADDRESS_CONFIRMED_FOR_DAYS)
    return confirmed_on if confirmed_on and confirmed_on < oldest else None
