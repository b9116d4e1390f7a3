from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.members.models import User

from .communities import Community


class Guidelines(models.Model):
    """One version of a community's guidelines. The newest is in force; none is ever changed."""

    community = models.ForeignKey(Community, models.CASCADE, related_name="guidelines", db_index=False)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=20_000, help_text=_("Markdown."))
    changes = models.CharField(_("what changed"), max_length=300, blank=True)
    asks_again = models.BooleanField(_("members agree anew before they post"), default=False)
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("guidelines")
        verbose_name_plural = _("guidelines")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["community", "version"], name="spaces_guidelines_once")
        ]

    def __str__(self) -> str:
        return f"{self.community}, guidelines {self.version}"


class MembershipRequest(models.Model):
    """A member asks to join a community that decides who joins."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ADMITTED = "admitted", _("admitted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    community = models.ForeignKey(Community, models.CASCADE, related_name="requests")
    person = models.ForeignKey(User, models.CASCADE, related_name="membership_requests")
    answers = models.JSONField(_("answers"), default=list)  # [[question, answer], …] as they were asked
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("request to join a community")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "person"],
                condition=models.Q(state="waiting"),
                name="spaces_one_waiting_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} to {self.community}"


class Proposal(models.Model):
    """A member proposes a new community; an administrator decides."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    name = models.CharField(_("name"), max_length=80)
    purpose = models.CharField(_("purpose"), max_length=200)
    why = models.TextField(_("why it is needed, and who would join"), max_length=2000)
    proposed_by = models.ForeignKey(User, models.CASCADE, related_name="proposals")
    proposed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    community = models.ForeignKey(Community, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("proposal of a community")
        ordering = ["proposed_at"]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A lead asks somebody to join the site and a community. It serves once, for one address."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        EXPIRED = "expired", _("expired")
        ACCEPTED = "accepted", _("accepted")
        WITHDRAWN = "withdrawn", _("withdrawn")

    community = models.ForeignKey(Community, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    note = models.CharField(_("a word from you"), max_length=300, blank=True)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of what was mailed
    mailed_at = models.DateTimeField(null=True, editable=False)  # None: the worker has yet to mail it
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)  # last: it may be sent again
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                "community",
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="spaces_invited_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.community}"

    @property
    def state(self) -> str:
        """One of `State`, now."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.OPEN if timezone.now() < self.expires_at else self.State.EXPIRED

    @property
    def state_name(self) -> str:
        return str(self.State(self.state).label)
