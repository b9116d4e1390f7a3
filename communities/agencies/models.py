from datetime import date

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Level of government, as the .gov registry distinguishes them."""

    EXECUTIVE = "executive", _("Federal executive")
    LEGISLATIVE = "legislative", _("Federal legislative")
    JUDICIAL = "judicial", _("Federal judicial")
    FEDERAL = "federal", _("Federal, other")
    STATE = "state", _("State or territory")
    COUNTY = "county", _("County")
    CITY = "city", _("City or town")
    TRIBAL = "tribal", _("Tribal")
    INTERSTATE = "interstate", _("Interstate")
    SPECIAL = "special", _("Special district")
    SCHOOL = "school", _("School district")


class AgencyQuerySet(models.QuerySet["Agency"]):
    def current(self) -> "AgencyQuerySet":
        """Agencies that can be chosen: without those merged into another, and without earlier names."""
        return self.filter(merged_into=None)


class Agency(models.Model):
    """A government body. A bureau is an agency whose `parent` is its department.

    One that was merged into another stays as a row with `merged_into`; so does the earlier name of one
    that was renamed or moved. Imports find their agency by it, and nothing else refers to it.
    """

    name = models.CharField(_("name"), max_length=250)
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True)
    level = models.CharField(_("level of government"), max_length=12, choices=Level)
    state = models.CharField(
        _("state"), max_length=2, blank=True
    )  # of local and state bodies; federal ones have none
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="bureaus")
    website = models.URLField(_("website"), blank=True)
    merged_into = models.ForeignKey(  # its old address leads there; nobody works for it any more
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "level", "state", "parent"], nulls_distinct=False, name="agencies_one_of_each"
            )
        ]
        indexes = [GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="agencies_name_trigrams")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("agency_detail", args=[self.pk, slugify(self.name)[:80] or "agency"])

    @property
    def short(self) -> str:
        """What colleagues call it: the abbreviation where there is one."""
        return self.abbreviation or self.name

    @property
    def place(self) -> "tuple[Agency, Agency | None]":
        """Of somebody who works here: the agency, and the bureau where this is one."""
        return (self.parent, self) if self.parent else (self, None)


class Source(models.TextChoices):
    """Who says that a domain belongs to an agency."""

    REGISTRY = "registry", _("the .gov registry")
    HAND = "hand", _("the .mil table")
    DECISION = "decision", _("an administrator")  # imports leave it as it is


class EmailDomainQuerySet(models.QuerySet["EmailDomain"]):
    def in_force(self, on: date | None = None) -> "EmailDomainQuerySet":
        """The domains that count on a day, today by default."""
        on = on or timezone.localdate()
        return self.exclude(since__gt=on).exclude(until__lt=on)


class EmailDomain(models.Model):
    """An e-mail domain and the agency whose people write from it.

    The registry names the unit that *registered* a domain, which is not where its users work: the
    organization is the agency, and the bureau is only a suggestion.
    """

    domain = models.CharField(_("domain"), max_length=253, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="domains")
    suggested_bureau = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(_("source"), max_length=20, choices=Source)
    since = models.DateField(_("counts from"), null=True, blank=True)  # None: always did
    until = models.DateField(_("counts until"), null=True, blank=True)  # the last day; None: goes on

    objects = EmailDomainQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail domain")
        verbose_name_plural = _("e-mail domains")
        ordering = ["domain"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(domain__regex=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"),
                name="agencies_domain_is_plain",
            ),
            models.CheckConstraint(
                condition=models.Q(since=None)
                | models.Q(until=None)
                | models.Q(until__gte=models.F("since")),
                name="agencies_domain_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class RegistryUpload(models.Model):
    """A file of the registry that was handed in, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be confirmed")
        APPLIED = "applied", _("imported")
        DISCARDED = "discarded", _("discarded")

    name = models.CharField(_("file"), max_length=200)
    source = models.CharField(_("source"), max_length=20, choices=Source)
    text = models.TextField(_("text"))  # as it was handed in
    by = models.ForeignKey(  # None: the command line
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("handed in"), default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    decided_at = models.DateTimeField(_("decided"), null=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    counts = models.JSONField(_("changes"), default=dict)  # by kind, once it is imported
    changes = models.JSONField(default=list)  # what was imported: [kind, domain, was, now]

    class Meta:
        verbose_name = _("registry file")
        verbose_name_plural = _("registry files")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="agencies_uploads_newest")]

    def __str__(self) -> str:
        return self.name
