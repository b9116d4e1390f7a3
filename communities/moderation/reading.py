"""What the pages for those who keep order need."""

from communities.kit.paging import Page, page_of_rows
from communities.ledger.models import Entry

PER_PAGE = 50


def ledger(number: int, *, community_id: int | None = None) -> Page:
    """One page of the ledger, newest first: of one community, or of the whole site."""
    entries = Entry.objects.select_related("actor", "content_type").prefetch_related("on")
    if community_id is not None:
        entries = entries.filter(community_id=community_id)
    total = entries.count()
    return page_of_rows(entries.order_by("-at", "-pk"), number, total=total, per_page=PER_PAGE)
