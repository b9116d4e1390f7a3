from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.members.models import User


class Kind(models.TextChoices):
    """Why somebody is told."""

    MENTION = "mention", _("mentioned you")
    REPLY = "reply", _("replied")
    ANSWER = "answer", _("accepted your answer")
    HIDDEN = "hidden", _("hid your post")
    RESTORED = "restored", _("restored your post")
    MESSAGE = "message", _("wrote to you")
    MISFIT = "misfit", _("may not fit the community any more")
    DATA = "data", _("your data is ready")


ONCE = (Kind.MENTION, Kind.REPLY)  # told once for a target, however often the job runs


class Notification(models.Model):
    """One thing that one member is told. `target` says where it leads and who may still see it."""

    person = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=10, choices=Kind)
    actor = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notification")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "content_type", "object_id"],
                condition=models.Q(kind__in=["mention", "reply"]),
                name="notifications_told_once",
            )
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notifications_newest"),
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notifications_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind} {self.title}"


def target_for(note: Notification, person: User) -> Any:
    """What a notification leads to, as `person` may see it now; None when they may not, or it is gone."""
    model: Any = note.content_type.model_class()
    return model.objects.visible_to(person).filter(pk=note.object_id).first() if model else None


class MailPreference(models.Model):
    """Whether a member is told by e-mail as well. No row means yes."""

    person = models.OneToOneField(User, models.CASCADE, related_name="mail_preference")
    by_mail = models.BooleanField(_("tell me by e-mail"), default=True)

    def __str__(self) -> str:
        return f"{self.person}: {self.by_mail}"
