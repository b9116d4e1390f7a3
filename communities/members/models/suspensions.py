from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .people import User


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def in_force(self) -> "SuspensionQuerySet":
        """Those that bind now. One ends by itself."""
        now = timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), lifted_at=None, since__lte=now)


class Suspension(models.Model):
    """For a time or for good a member reads and does not write: in one community, or on the whole site."""

    person = models.ForeignKey(User, models.PROTECT, related_name="suspensions", db_index=False)
    # a number, because this room knows no community; None: the whole site
    community_id = models.BigIntegerField(null=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(_("until"), null=True)  # None: for good
    reason = models.TextField(_("reason"), max_length=1000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="members_suspended_for_a_reason"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("since")), name="members_suspended_for_a_while"
            ),
        ]
        indexes = [
            models.Index(fields=["person"], condition=Q(lifted_at=None), name="members_suspended"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.until or 'for good'}"


def suspensions_of(person: User) -> list[dict[str, Any]]:
    """What binds a person now: `community` (None: the site), `until` (None: for good), `reason`.

    `MemberBackend` reads it with the person; else it is read once for each request's person.
    """
    rows = getattr(person, "suspension_rows", None)  # not by __dict__: a request's person is read lazily
    if rows is None:
        rows = person.suspension_rows = _read(person) if person.pk else []
    now = timezone.now()
    return [row for row in rows if row["until"] is None or _time(row["until"]) > now]


def _read(person: User) -> list[dict[str, Any]]:
    found = Suspension.objects.in_force().filter(person=person)
    return [
        {"community": community, "until": until, "reason": reason}
        for community, until, reason in found.values_list("community_id", "until", "reason")
    ]


def _time(value: datetime | str) -> datetime:
    """A time, also as PostgreSQL writes it into JSON."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def end_of(row: dict[str, Any]) -> datetime | None:
    """Until when a row of `suspensions_of` binds; None: for good."""
    return _time(row["until"]) if row["until"] else None


def forget_suspensions(person: User) -> None:
    """Make the next `suspensions_of` read again."""
    person.suspension_rows = None
