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


def tags_named(slugs: list[str]) -> list[Tag]:
    """Return the tags with these slugs (from `clean_tags`), making those that are missing.

    A new tag is named by its words: “live video” for live-video. Two writers at once make one tag.
    """
    new = [Tag(name=slug.replace("-", " "), slug=slug) for slug in sorted(slugs)]  # in one order: no deadlock
    Tag.objects.bulk_create(new, ignore_conflicts=True)
    same = list(Tag.objects.filter(Q(slug__in=slugs) | Q(name__in=[tag.name for tag in new])))
    found = {slugify(tag.name): tag for tag in same} | {tag.slug: tag for tag in same}
    return [found[slug] for slug in slugs]
