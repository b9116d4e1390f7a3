"""What members choose about discussions."""

from django.db import transaction

from communities.members.models import User

from ..models import Preference


@transaction.atomic
def use_shortcuts(person: User, *, use: bool) -> None:
    """Let keys do something on pages of discussions, or nothing."""
    Preference.objects.update_or_create(person=person, defaults={"has_shortcuts": use})
