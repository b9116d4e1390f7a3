from django.db import models
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


class Agency(models.Model):
    """A government body. A bureau is an agency whose `parent` is its department."""

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

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "level", "state", "parent"], nulls_distinct=False, name="agencies_one_of_each"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        """What colleagues call it: the abbreviation where there is one."""
        return self.abbreviation or self.name


class EmailDomain(models.Model):
    """An e-mail domain and the agency whose people write from it.

    The registry names the unit that *registered* a domain, which is not where its users work: the
    organization is the agency, and the bureau is only a suggestion.
    """

    domain = models.CharField(_("domain"), max_length=253, unique=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="domains")
    suggested_bureau = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(_("source"), max_length=20)  # "registry", "hand", "decision"
    since = models.DateField(_("counts from"), null=True, blank=True)  # None: always did
    until = models.DateField(_("counts until"), null=True, blank=True)  # the last day; None: goes on

    class Meta:
        verbose_name = _("e-mail domain")
        ordering = ["domain"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(domain__regex=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$"),
                name="agencies_domain_is_plain",
            )
        ]

    def __str__(self) -> str:
        return self.domain
