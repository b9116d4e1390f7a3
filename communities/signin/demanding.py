"""A second factor is demanded of who holds a role."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from communities.ledger.recording import record
from communities.members.models import User

from .roles import Holder
from .rules import has_role


def demand_of(person: Holder) -> datetime | None:
    """Return the date by which a person has to set up a second factor, or None.

    The date is set when a role first demands it, and forgotten when the role is gone: only then is
    anything written.
    """
    if not has_role(person):
        if person.second_factor_by:
            _release(person)
        return None
    if person.has_second_factor:
        return None
    if person.second_factor_by is None:
        _demand(person)
    return person.second_factor_by


@transaction.atomic
def _demand(person: User) -> None:
    by = timezone.now() + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)
    if User.objects.filter(pk=person.pk, second_factor_by=None).update(second_factor_by=by):
        record("member.factor_demanded", by=None, on=person, until=by.isoformat(timespec="seconds"))
    person.refresh_from_db(fields=["second_factor_by"])


def _release(person: User) -> None:
    User.objects.filter(pk=person.pk).update(second_factor_by=None)
    person.second_factor_by = None
