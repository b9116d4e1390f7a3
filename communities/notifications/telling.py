"""Writing notifications. The verb that calls this has decided who is concerned."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from communities.members.models import User
from communities.spaces.models import Community

from .models import STRENGTH, Kind, Notification, without_mail
from .tasks import mail_notification

FRESH = timedelta(days=1)  # what is older is not mailed: it was brought in from elsewhere
STALE = timedelta(days=14)  # and what is older than this counts as read
BATCH = 2000  # rows of one statement


@transaction.atomic
def tell(
    people: Iterable[int],
    kind: Kind,
    *,
    target: models.Model,
    title: str,
    actor: User | None,
    at: datetime | None = None,
    community: Community | None = None,
    quiet: Iterable[int] = (),
) -> int:
    """Tell these people and let the worker mail them, but the `quiet` ones. Returns how many were told.

    Nobody is told of what they did themselves. Of one post everybody is told once, however often the job
    that calls this runs: a mention takes the place of a reply or a new topic, never the other way. `at` is
    when it happened; `community`, where, if who leaves it may no longer know.
    """
    at = at or timezone.now()
    age = timezone.now() - at
    same = Notification.objects.filter(
        content_type=ContentType.objects.get_for_model(target), object_id=target.pk
    )
    concerned = {person for person in people if actor is None or person != actor.pk}
    read_at = at if age > STALE else None
    made = {"kind": kind, "actor": actor, "title": title[:200], "created_at": at, "read_at": read_at}
    stronger = _strengthen(same.filter(person__in=concerned), kind, made)
    told = set(_told(same.filter(person__in=concerned), kind).values_list("person_id", flat=True))
    row = made | {"content_type": ContentType.objects.get_for_model(target), "object_id": target.pk}
    row |= {"community": community, "number": getattr(target, "number", None)}
    notes = [Notification(person_id=person, **row) for person in sorted(concerned - told)]
    Notification.objects.bulk_create(notes, ignore_conflicts=True, batch_size=BATCH)
    if age < FRESH:  # also for who was told by a run of the job that died before it got here
        _mail(same.filter(kind=kind, person__in=concerned - set(quiet)), kind)
    return len(notes) + stronger


def _told(same: models.QuerySet[Notification], kind: Kind) -> models.QuerySet[Notification]:
    """Who was told of it already, for a reason that this one does not add to."""
    return same.filter(kind__in=STRENGTH) if kind in STRENGTH else same.none()


def _strengthen(same: models.QuerySet[Notification], kind: Kind, made: dict[str, Any]) -> int:
    """Give who was told for a weaker reason the stronger one, as news. Returns to how many."""
    weaker = STRENGTH[: STRENGTH.index(kind)] if kind in STRENGTH else ()
    return same.filter(kind__in=weaker).update(**made, mailed_at=None) if weaker else 0


def _mail(notes: models.QuerySet[Notification], kind: Kind) -> None:
    """Queue a mail for each of these that was neither mailed nor read, unless its reader wants none."""
    silent = User.objects.filter(without_mail(kind))
    waiting = notes.filter(mailed_at=None, read_at=None).exclude(person__in=silent)
    jobs: list[Any] = [{"notification_id": key} for key in waiting.values_list("pk", flat=True)]
    mail_notification.batch_defer(*jobs)


def told_elsewhere(targets: models.QuerySet, *, community: Community) -> None:
    """What was told of these things happened, from now on, in this community. One statement.

    The verb that moves things calls it: who does not see the community no longer reads of them.
    """
    about = ContentType.objects.get_for_model(targets.model)
    number = targets.filter(pk=models.OuterRef("object_id")).values("number")[:1]
    told = Notification.objects.filter(content_type=about, object_id__in=targets.values("pk"))
    told.update(community=community, number=models.Subquery(number))


def told_by_name(targets: models.QuerySet, *, title: str) -> None:
    """What was told of these things has this title from now on: the old one may hold what nobody should read.

    One statement.
    """
    about = ContentType.objects.get_for_model(targets.model)
    told = Notification.objects.filter(content_type=about, object_id__in=targets.values("pk"))
    told.update(title=title[:200])
