"""A member says of what they are told by e-mail."""

from django.db import transaction

from communities.members.models import User

from .models import MailChoice, MailPreference, Pace


def set_mail(person: User, *, by_mail: bool) -> None:
    """Say whether this person is told by e-mail at all. What they chose for each subject is kept."""
    MailPreference.objects.update_or_create(person=person, defaults={"by_mail": by_mail})


@transaction.atomic
def choose_mail(person: User, paces: dict[str, str]) -> None:
    """Say of which subjects this person is told by e-mail, and turn e-mail on when there are any."""
    rows = [MailChoice(person=person, subject=subject, pace=pace) for subject, pace in sorted(paces.items())]
    MailChoice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "subject"], update_fields=["pace"]
    )
    set_mail(person, by_mail=any(pace != Pace.NEVER for pace in paces.values()))
