"""Which tags there are for somebody: those of what they may find. The words of others say nothing here."""

from django.db.models import Exists

from communities.finding.models import Document

from .models import Tag


def tag_for(slug: str, *, audiences: list[str]) -> Tag | None:
    """The tag with this slug, when something that these audiences find carries it. One query."""
    carrying = Document.objects.filter(audience__in=audiences, tags__contains=[slug])
    return Tag.objects.filter(Exists(carrying), slug=slug).first()
