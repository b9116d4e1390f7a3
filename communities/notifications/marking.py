"""Somebody has seen what they were told of."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from communities.members.models import User

from .models import Notification


def mark_read_of(person: User, target: models.Model) -> None:
    """Mark as read what a person was told about one thing, which they have before them. One statement."""
    about = ContentType.objects.get_for_model(target)
    told = Notification.objects.filter(person=person, content_type=about, object_id=target.pk, read_at=None)
    told.update(read_at=timezone.now())


def mark_read(person: User, key: int) -> None:
    """Mark one notification of a person as read. One statement; the first time counts."""
    Notification.objects.filter(person=person, pk=key, read_at=None).update(read_at=timezone.now())


def mark_all_read(person: User) -> None:
    """Mark everything that a person was told as read."""
    Notification.objects.filter(person=person, read_at=None).update(read_at=timezone.now())
