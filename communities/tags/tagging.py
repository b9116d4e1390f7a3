"""What people type as tags, made into tags."""

import re

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from .models import Tag

MOST = 5
LONGEST = 40


def clean_tags(typed: str) -> list[str]:
    """Return the tags in `typed` (separated by commas), lower case with hyphens, each once, in order.

    Raises ValidationError for more than five, or for one that is too long or has no letter or digit.
    """
    slugs: list[str] = []
    for word in filter(None, (part.strip().lstrip("#") for part in re.split(r"[,;\n]", typed))):
        slug = slugify(word)
        if not slug or len(slug) > LONGEST:
            raise ValidationError(
                _("“%(word)s” can't be a tag. Use up to 40 letters and digits.") % {"word": word[:60]}
            )
        if slug not in slugs:
            slugs.append(slug)
    if len(slugs) > MOST:
        raise ValidationError(_("Choose up to five tags; there are %(count)s now.") % {"count": len(slugs)})
    return slugs


def tags_named(names: list[str]) -> list[Tag]:
    """Return the tags of these names, making those that are missing. Two writers at once make one tag.

    A tag that was spelt otherwise (“Live Video” for “live-video”) has the same slug and is the same tag.
    """
    slugs = [slugify(name) for name in names]
    wanted = sorted(zip(names, slugs, strict=True))  # in one order: two writers never wait for each other
    Tag.objects.bulk_create([Tag(name=name, slug=slug) for name, slug in wanted], ignore_conflicts=True)
    same = list(Tag.objects.filter(Q(slug__in=slugs) | Q(name__in=names)))
    found = {tag.name: tag for tag in same} | {tag.slug: tag for tag in same}
    return [found.get(slug) or found[name] for name, slug in zip(names, slugs, strict=True)]
