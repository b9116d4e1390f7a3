"""Telling the rooms above that an agency has another name or place: what they derive is made again."""

from collections.abc import Iterable

from .models import Agency
from .tasks import agency_changed


def tell_of_agencies(agencies: Iterable[Agency]) -> None:
    """Queue, in this transaction, that what is derived of these agencies and their people is made again."""
    for agency in agencies:
        agency_changed.defer(agency_id=agency.pk)


def look_for_stragglers(agency: Agency) -> None:
    """Queue that whoever joined a merged agency in the moment of the merge is moved a little later."""
    agency_changed.configure(schedule_in={"minutes": 1}).defer(agency_id=agency.pk)
