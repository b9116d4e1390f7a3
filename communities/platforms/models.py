from django.db import models
from django.utils.translation import gettext_lazy as _


class Platform(models.Model):
    """A social media platform that members manage and that tips can be about."""

    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("platform")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
