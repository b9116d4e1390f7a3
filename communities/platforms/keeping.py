"""Administrators keep the list of platforms: they add one, or give one another name."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.ledger.recording import record

from . import rules
from .models import Platform
from .tasks import platform_renamed


@transaction.atomic
def add_platform(*, by, name: str, slug: str = "") -> Platform:
    """Add a platform; its address is made of the name unless told. Raises ValidationError."""
    require(rules.may_keep(by))
    platform = Platform(name=name, slug=slug or slugify(name))
    _check(platform)
    platform.save()
    record("platform.added", by=by, on=platform, name=name)
    return platform


@transaction.atomic
def rename_platform(platform: Platform, *, by, name: str, seen: str = "") -> Platform:
    """Give a platform another name; its address stays, so that links to it do. What names it is made again.

    `seen` is the name as the administrator saw it; raises Conflict when somebody has changed it since,
    ValidationError when another platform has the new one.
    """
    platform = Platform.objects.select_for_update(no_key=True).get(pk=platform.pk)
    require(rules.may_keep(by))
    if seen and seen != platform.name:
        raise Conflict(now=platform.name)
    before = platform.name
    if name == before:
        return platform
    platform.name = name
    _check(platform)
    platform.save()
    record("platform.renamed", by=by, on=platform, name=[before, name])
    platform_renamed.defer(platform_id=platform.pk)
    return platform


def _check(platform: Platform) -> None:
    if Platform.objects.filter(name__iexact=platform.name).exclude(pk=platform.pk).exists():
        raise ValidationError({"name": _("There is a platform of this name already.")})
    if not platform.slug:
        raise ValidationError({"slug": _("Type an address in plain letters; it can’t be made of this name.")})
    platform.full_clean()
