from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .people import User


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, person: User | None) -> "JoinRequestQuerySet":
        """What `person` may read: their own, those that name them as voucher; administrators all."""
        if person is None or person.is_superuser:
            return self if person else self.none()
        return self.filter(models.Q(person=person) | models.Q(voucher__iexact=person.email))

    def waiting_from(self, domain: str) -> "JoinRequestQuerySet":
        """What waits of people who write from a domain or below it, and may sign in."""
        there = models.Q(domain=domain) | models.Q(domain__endswith=f".{domain}")
        return self.filter(there, state=JoinRequest.State.WAITING, person__is_active=True)


class JoinRequest(models.Model):
    """Somebody with an address that we don't know asks to join, and waits for a decision."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ADMITTED = "admitted", _("admitted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Vouching(models.TextChoices):
        NOBODY = "", _("nobody is asked")
        ASKED = "asked", _("has not answered")
        VOUCHED = "vouched", _("knows the person")
        UNKNOWN = "unknown", _("does not know the person")

    person = models.ForeignKey(User, models.CASCADE, related_name="join_requests")
    domain = models.CharField(  # kept when the account closes
        _("e-mail domain"), max_length=253, db_index=True, default=""
    )
    agency_name = models.CharField(_("agency"), max_length=250)
    voucher = models.EmailField(_("who can vouch for you"), blank=True)
    voucher_asked_at = models.DateTimeField(null=True, blank=True)  # when that address was named
    vouching = models.CharField(max_length=10, choices=Vouching, default=Vouching.NOBODY, blank=True)
    vouched_by = models.ForeignKey(  # the member who has answered, or who invited the person
        User, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    vouched_at = models.DateTimeField(null=True, blank=True)
    explanation = models.TextField(_("what you do"), max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    going_to = models.CharField(max_length=500, blank=True)  # the page of this site they came to see
    administrators_mailed_at = models.DateTimeField(null=True)
    voucher_mailed_at = models.DateTimeField(null=True)
    person_mailed_at = models.DateTimeField(null=True)  # the decision

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="waiting"), name="members_one_waiting_request"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "withdrawn"]) | models.Q(decided_by__isnull=False),
                name="members_a_decision_has_an_administrator",
            ),
        ]

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
        return str(
            _("%(document)s, version %(version)d")
            % {"document": self.get_document_display(), "version": self.version}
        )

    def save(self, *args, **kwargs):
        """Write a new version. Raises ValueError for one that is there: people agreed to its words."""
        if not self._state.adding:
            raise ValueError("a version of the terms is never changed; publish a new one")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("terms_detail", args=[self.document, self.version])


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
