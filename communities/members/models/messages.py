from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .people import User


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, person: User | None) -> "MessageQuerySet":
        """What `person` wrote or received; nobody else reads it."""
        if person is None:
            return self.none()
        return self.filter(Q(sender=person) | Q(recipient=person))


class Message(models.Model):
    """What one member wrote to another through the site, which shows neither the other's address."""

    sender = models.ForeignKey(User, models.CASCADE, related_name="messages_sent", db_index=False)
    recipient = models.ForeignKey(User, models.CASCADE, related_name="messages_received", db_index=False)
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("message"), max_length=5000)
    in_reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replies")
    sent_at = models.DateTimeField(default=timezone.now)
    submission = models.UUIDField(null=True, editable=False)  # of the form: sent twice, written once

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sender", "submission"], name="members_message_once"),
            models.CheckConstraint(
                condition=~Q(sender=models.F("recipient")), name="members_message_to_another"
            ),
        ]
        indexes = [
            models.Index(fields=["sender", "-sent_at", "-id"], name="members_messages_sent"),
            models.Index(fields=["recipient", "-sent_at", "-id"], name="members_messages_received"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} to {self.recipient}"

    def get_absolute_url(self) -> str:
        return reverse("message_detail", args=[self.pk])
