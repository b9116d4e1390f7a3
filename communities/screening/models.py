from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .verdicts import Answer
from .words import LONGEST


class Action(models.IntegerChoices):
    """What follows when a watched word stands in a text."""

    WARN = Answer.WARN.value, _("warn: the author mends it, or says why it is right")
    HOLD = Answer.HOLD.value, _("hold: a moderator looks before others do")
    REFUSE = Answer.REFUSE.value, _("refuse: nobody can post it")


class WatchedWord(models.Model):
    """A word or pattern that administrators watch for, why, and what follows."""

    pattern = models.CharField(_("word or pattern"), max_length=LONGEST, unique=True)
    action = models.PositiveSmallIntegerField(_("what follows"), choices=Action, default=Action.WARN)
    reason = models.CharField(_("reason"), max_length=200)  # which the author reads
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        verbose_name = _("watched word")
        ordering = ["pattern"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="screening_words_have_a_reason")
        ]

    def __str__(self) -> str:
        return self.pattern
