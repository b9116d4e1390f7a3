"""A member is suspended for a time or for good, and let write again. `communities.moderation` decides it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from communities.ledger.recording import record

from .models import Suspension, User, forget_suspensions


@transaction.atomic
def suspend(
    person: User, *, by: User, reason: str, until: datetime | None, community_id: int | None = None
) -> Suspension:
    """Let a person read and not write: in a community or, without one, on the site. The caller has judged."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    made = Suspension.objects.create(
        person=person, community_id=community_id, until=until, reason=reason, by=by, since=timezone.now()
    )
    forget_suspensions(person)
    end = until.isoformat() if until else None
    record("member.suspended", by=by, on=person, community_id=community_id, reason=reason, until=end)
    return made


@transaction.atomic
def lift(suspension: Suspension, *, by: User) -> None:
    """Let a person write again before the time. Lifted twice, lifted once."""
    found = Suspension.objects.select_for_update().filter(pk=suspension.pk, lifted_at=None).first()
    if found is None:
        return
    found.lifted_at = timezone.now()
    found.save(update_fields=["lifted_at"])
    record("member.suspension_lifted", by=by, on=found.person, community_id=found.community_id)
