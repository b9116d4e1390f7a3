from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .people import User


class JoinRequest(models.Model):
    """Somebody with an address that we don't know asks to join, and waits for a decision."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ADMITTED = "admitted", _("admitted")
        DECLINED = "declined", _("declined")

    person = models.OneToOneField(User, models.CASCADE, related_name="join_request")
    agency_name = models.CharField(_("agency"), max_length=250)
    voucher = models.EmailField(_("who can vouch for you"), blank=True)
    vouched_by = models.ForeignKey(  # a member who was named, and has said that they know the person
        User, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    vouched_at = models.DateTimeField(null=True, blank=True)
    explanation = models.TextField(_("what you do"), max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("request to join")
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return f"{self.person} ({self.agency_name})"


class Terms(models.Model):
    """One version of what members agree to. A version in force is never changed: a new one follows it."""

    class Document(models.TextChoices):
        GUIDELINES = "guidelines", _("Guidelines")
        NOTICES = "notices", _("Privacy and records notices")

    document = models.CharField(_("document"), max_length=12, choices=Document)
    version = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"), help_text=_("Markdown."))
    changes = models.CharField(_("what changed"), max_length=300, blank=True)
    in_force_from = models.DateTimeField(_("in force from"), default=timezone.now)

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        ordering = ["document", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["document", "version"], name="members_terms_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_document_display()} {self.version}"


class Acceptance(models.Model):
    """That somebody agreed to a version of the terms."""

    person = models.ForeignKey(User, models.CASCADE, related_name="acceptances")
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="acceptances")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("acceptance")
        constraints = [
            models.UniqueConstraint(fields=["person", "terms"], name="members_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.terms}"
