"""Writing notifications. The verb that calls this has decided who is concerned."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from communities.members.models import User

from .models import ONCE, Kind, Notification
from .tasks import mail_notification

FRESH = timedelta(days=1)  # what is older is not mailed: it was brought in from elsewhere
STALE = timedelta(days=14)  # and what is older than this counts as read


def tell(
    people: Iterable[int],
    kind: Kind,
    *,
    target: models.Model,
    title: str,
    actor: User | None,
    at: datetime | None = None,
) -> int:
    """Tell these people and let the worker mail them. Returns how many were told.

    Nobody is told of what they did themselves. A mention or a reply is told once, however often the
    job that calls this runs. `at` is when it happened.
    """
    at = at or timezone.now()
    age = timezone.now() - at
    content_type = ContentType.objects.get_for_model(target)
    same = Notification.objects.filter(kind=kind, content_type=content_type, object_id=target.pk)
    concerned = {person for person in people if actor is None or person != actor.pk}
    before = same.filter(person__in=concerned) if kind in ONCE else same.none()
    told = set(before.values_list("person_id", flat=True))
    row = {
        "kind": kind,
        "actor": actor,
        "title": title[:200],
        "content_type": content_type,
        "object_id": target.pk,
    }
    row |= {"created_at": at, "read_at": at if age > STALE else None}
    notes = [Notification(person_id=person, **row) for person in sorted(concerned - told)]
    Notification.objects.bulk_create(notes, ignore_conflicts=True, batch_size=2000)
    if age < FRESH:  # also for who was told by a run of the job that died before it got here
        fresh = same.filter(person__in=concerned, mailed_at=None, read_at=None).values_list("pk", flat=True)
        jobs: list[Any] = [{"notification_id": key} for key in fresh]
        mail_notification.batch_defer(*jobs)
    return len(notes)
