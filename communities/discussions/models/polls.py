from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.members.models import User

from .topics import Topic


class Poll(models.Model):
    """A question with options in a topic."""

    topic = models.OneToOneField(Topic, models.PROTECT, related_name="poll")
    question = models.CharField(_("question"), max_length=200)
    options = ArrayField(models.CharField(max_length=150), verbose_name=_("options"))
    is_multiple = models.BooleanField(_("several may be chosen"), default=False)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)  # by hand, before its time
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("poll")

    def __str__(self) -> str:
        return self.question

    @property
    def is_closed(self) -> bool:
        """By hand, or because its time has come."""
        return self.closed_at is not None or self.closes_at is not None and self.closes_at <= timezone.now()


class Vote(models.Model):
    """What a member chose in a poll: the places of the options, from 0."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="votes", db_index=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="votes")
    choices = ArrayField(models.PositiveSmallIntegerField())
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("vote")
        constraints = [models.UniqueConstraint(fields=["poll", "person"], name="discussions_vote_once")]

    def __str__(self) -> str:
        return f"{self.person} in {self.poll}"
