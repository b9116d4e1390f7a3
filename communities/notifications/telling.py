"""Writing notifications. The verb that calls this has decided who is concerned."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import models

from communities.members.models import User

from .models import ONCE, Kind, Notification
from .tasks import mail_notification


def tell(people: Iterable[int], kind: Kind, *, target: models.Model, title: str, actor: User | None) -> int:
    """Tell these people and let the worker mail them. Returns how many were told.

    Nobody is told of what they did themselves. A mention or a reply is told once, however often the
    job that calls this runs.
    """
    content_type = ContentType.objects.get_for_model(target)
    same = Notification.objects.filter(kind=kind, content_type=content_type, object_id=target.pk)
    concerned = {person for person in people if actor is None or person != actor.pk}
    if kind in ONCE:
        concerned -= set(same.filter(person__in=concerned).values_list("person_id", flat=True))
    Notification.objects.bulk_create(
        (
            Notification(person_id=person, kind=kind, actor=actor, title=title[:200], content_type=content_type,
                         object_id=target.pk)
            for person in concerned
        ),
        ignore_conflicts=True,
        batch_size=2000,
    )
    fresh = same.filter(person__in=concerned, mailed_at=None, read_at=None).values_list("pk", flat=True)
    mail_notification.batch_defer(*({"notification_id": key} for key in fresh))
    return len(concerned)
