"""Where somebody works, as their address proved: it begins, is confirmed, and ends.

Callers hold the person's row.
"""

from django.utils import timezone

from communities.agencies.matching import domain_of
from communities.agencies.models import Agency

from .models import Affiliation, User


def begin_affiliation(
    person: User, *, agency: Agency | None, bureau: Agency | None = None, is_contractor: bool = False
) -> Affiliation:
    """Begin to work for an agency today, by the domain of the person's address; what went before ends."""
    end_affiliation(person)
    return Affiliation.objects.create(
        person=person,
        agency=agency,
        bureau=bureau,
        domain=domain_of(person.email),
        is_contractor=is_contractor,
    )


def end_affiliation(person: User) -> None:
    """End the current affiliation today; nothing happens when there is none."""
    Affiliation.objects.filter(person=person, until=None).update(until=timezone.localdate())


def confirm_address(person: User) -> None:
    """Remember that the person reads the mail of their address today: they typed a code that went there.

    At most one statement a day that writes.
    """
    today = timezone.localdate()
    current = Affiliation.objects.filter(person=person, until=None, confirmed_on__lt=today)
    current.update(confirmed_on=today)
