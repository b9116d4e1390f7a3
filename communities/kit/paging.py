"""Numbered pages whose cost does not grow with their number.

Posts are numbered 1, 2, 3 … within a topic and a number is never given twice, so a page of posts is a
range of numbers: page 500 costs what page 1 costs. Other lists are read in two steps: the keys of one
page from a covering index, then those rows; only the small first step walks past earlier pages.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Window
from django.http import Http404
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Page:
    """One page of a list: its number (from 1), how many pages there are, its rows."""

    number: int
    pages: int
    items: list[Any]
    total: int

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def window(self) -> list[int | None]:
        """The page numbers worth linking, with None for a gap: 1 … 4 5 6 … 20."""
        paginator = Paginator(range(self.pages), 1)
        elided = paginator.get_elided_page_range(self.number, on_each_side=1, on_ends=1)
        return [n if isinstance(n, int) else None for n in elided]


def page_number(raw: str | None) -> int:
    """Return the page number in an address; raise Http404 for what is not one."""
    if raw in (None, ""):
        return 1
    if not raw.isascii() or not raw.isdigit() or len(raw) > 7 or int(raw) < 1:
        raise Http404(_("There is no such page."))
    return int(raw)


def page_of_numbers(number: int, *, total: int, per_page: int) -> tuple[int, int, int]:
    """Return `(first, last, pages)`: the numbers on page `number` of things numbered 1 to `total`.

    Raises Http404 when there is no such page. An empty list still has page 1.
    """
    pages = max(1, -(-total // per_page))
    if number > pages:
        raise Http404(_("There is no such page."))
    first = (number - 1) * per_page + 1
    return first, min(number * per_page, total), pages


def page_of_keys(rows: QuerySet, number: int, *, total: int, per_page: int) -> Page:
    """Return page `number` of an ordered queryset of `total` rows, with their keys for items; one query.

    Raises Http404 when there is no such page.
    """
    first, last, pages = page_of_numbers(number, total=total, per_page=per_page)
    keys = list(rows.values_list("pk", flat=True)[first - 1 : last]) if total else []
    return Page(number=number, pages=pages, items=keys, total=total)


def page_of_counted_keys(rows: QuerySet, number: int, *, per_page: int) -> Page:
    """The same where no total is known: the statement that reads the keys counts all. One query.

    Raises Http404 when there is no such page.
    """
    first, last = (number - 1) * per_page, number * per_page
    found = list(rows.annotate(of_all=Window(Count("pk"))).values_list("pk", "of_all")[first:last])
    if not found and number > 1:
        raise Http404(_("There is no such page."))
    total = found[0][1] if found else 0
    return Page(
        number=number, pages=max(1, -(-total // per_page)), items=[pk for pk, _of in found], total=total
    )


def page_of_rows(rows: QuerySet, number: int, *, total: int, per_page: int) -> Page:
    """Return page `number` of an ordered queryset of `total` rows; two queries, whatever the page.

    Raises Http404 when there is no such page.
    """
    page = page_of_keys(rows, number, total=total, per_page=per_page)
    found = {row.pk: row for row in rows.filter(pk__in=page.items).order_by()} if page.items else {}
    return replace(page, items=[found[key] for key in page.items if key in found])
