from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .verbs import VERBS


class Entry(models.Model):
    """One act. PostgreSQL refuses to change or delete it."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    content_type = models.ForeignKey(ContentType, models.PROTECT, null=True, related_name="+")
    object_id = models.BigIntegerField(null=True)
    on = GenericForeignKey("content_type", "object_id")
    community_id = models.BigIntegerField(null=True)  # a number, because the ledger knows no community
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            models.Index(fields=["-at", "-id"], name="ledger_newest"),
            models.Index(fields=["community_id", "-at", "-id"], name="ledger_community_newest"),
            models.Index(fields=["content_type", "object_id"], name="ledger_object"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"

    @property
    def act(self) -> str:
        """What was done, in words."""
        return str(VERBS.get(self.verb, self.verb))


class Seal(models.Model):
    """A batch of entries with the hash of its rows and of the batch before it. Nobody changes one either."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("seal of the ledger")

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"
