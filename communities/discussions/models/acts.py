from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.members.models import User

from .topics import Topic


class Act(models.Model):
    """What somebody did to a topic, shown as a small line between its posts. The ledger has it as well."""

    class Kind(models.TextChoices):
        PINNED = "pinned", _("pinned this")
        UNPINNED = "unpinned", _("unpinned this")
        LOCKED = "locked", _("locked this")
        UNLOCKED = "unlocked", _("unlocked this")
        MOVED = "moved", _("moved this")
        RENAMED = "renamed", _("renamed this")
        RETAGGED = "retagged", _("changed the tags")
        KIND = "kind", _("changed the kind")
        MERGED = "merged", _("merged another topic into this")
        SPLIT = "split", _("moved posts to a new topic")
        BEGUN = "begun", _("began this with posts of another topic")
        DUPLICATE = "duplicate", _("closed this as a duplicate")
        REOPENED = "reopened", _("reopened this")
        SHARED = "shared", _("showed this in another community")
        UNSHARED = "unshared", _("took this out of another community")

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="acts", db_index=False)
    after = models.PositiveIntegerField()  # the number of the post after which it stands
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    facts = models.JSONField(default=dict)  # what its line says besides: keys and words, no HTML

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["topic", "after"], name="discussions_acts")]

    def __str__(self) -> str:
        return f"{self.topic}: {self.kind}"
