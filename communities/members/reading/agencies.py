"""What the pages about agencies need. An agency is for everybody to see; who works there, for members."""

from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.module_loading import import_string

from communities.agencies.models import Agency, Level
from communities.agencies.reading import agencies_named
from communities.kit.paging import Page, page_of_rows

from ..models import DirectoryEntry, DirectoryFacet, Facet, User

PEOPLE, BUREAUS, PER_PAGE = 12, 100, 30
SAMPLE = 1000  # people of an agency, the newest, of whom other features say what they do
MOST_WORDS = 6


@dataclass(frozen=True)
class AgencyView:
    """One agency as a person sees it. A visitor sees no people, and none counted."""

    agency: Agency
    bureaus: list[Agency]  # with `.listed`, the members, those that have some first
    people: list[dict]  # cards
    total: int
    parts: dict[str, list]  # what other features say of its people, by the name in settings.AGENCY_PARTS


@dataclass(frozen=True)
class AgencyRow:
    """An agency in a list."""

    agency: Agency
    people: int | None  # None for a visitor


@dataclass(frozen=True)
class AgencyListPage:
    """One page of agencies."""

    text: str
    level: str
    page: Page
    alike: list[Agency]  # nothing has these words; these are spelt alike


def agency_view(agency: Any, viewer: User | None) -> AgencyView:
    """The page of an agency from `agency_at`. Two queries, and those of the parts."""
    key, total = vars(agency)["facet_key"], vars(agency)["listed"] or 0
    entries = DirectoryEntry.objects.filter(facets__overlap=[key] if key else [])
    cards = entries.order_by("sort_name", "person").values_list("card", flat=True)[:PEOPLE]
    bureaus = _with_people(agency.bureaus.current()).order_by(_people_first(), "name")[:BUREAUS]
    newest = entries.order_by("-joined_at").values("pk")[:SAMPLE]
    return AgencyView(
        agency=agency,
        bureaus=list(bureaus),
        people=list(cards) if viewer and key else [],
        total=total if viewer else 0,
        parts=_parts(newest, viewer) if key else {},
    )


def agency_at(pk: int) -> Agency:
    """The agency with this key, with its people counted, or the one that it was merged into.

    Raises Agency.DoesNotExist. One query.
    """
    return _with_people(Agency.objects.select_related("parent", "merged_into")).get(pk=pk)


def agencies(viewer: User | None, *, text: str, level: str, number: int) -> AgencyListPage:
    """Agencies with these words and of this level; when nothing is asked, those that have members.

    At most three queries. Raises Http404 for a page that is not there.
    """
    level = level if level in Level.values else ""
    if text or level:
        page = _found(text, level, number)
    else:
        page = _with_members(number)
    rows = [AgencyRow(each, (each.listed or 0) if viewer else None) for each in page.items]
    alike = list(agencies_named(text)) if text and not page.total else []
    return AgencyListPage(text, level, replace(page, items=rows), alike)


def _with_members(number: int) -> Page:
    """The agencies and departments that have members, those with most first."""
    listed = DirectoryFacet.objects.filter(facet=Facet.AGENCY, under=None, people__gt=0)
    page = page_of_rows(listed.order_by("-people", "label"), number, total=listed.count(), per_page=PER_PAGE)
    bodies = _with_people(Agency.objects.select_related("parent")).in_bulk(
        int(each.value) for each in page.items
    )
    return replace(page, items=[bodies[key] for each in page.items if (key := int(each.value)) in bodies])


def _found(text: str, level: str, number: int) -> Page:
    rows = Agency.objects.current()
    for word in text.split()[:MOST_WORDS]:
        rows = rows.filter(Q(name__icontains=word) | Q(abbreviation__iexact=word))
    rows = rows.filter(level=level) if level else rows
    ordered = _with_people(rows).select_related("parent").order_by(_people_first(), "name", "pk")
    return page_of_rows(ordered, number, total=rows.count(), per_page=PER_PAGE)


def _with_people(rows: QuerySet[Agency]) -> QuerySet[Agency]:
    """Read with each agency how many members it has, and the key under which the directory knows it."""
    mine = DirectoryFacet.objects.filter(facet=Facet.AGENCY, value=Cast(OuterRef("pk"), CharField()))
    return rows.annotate(listed=Subquery(mine.values("people")), facet_key=Subquery(mine.values("pk")))


def _people_first():
    return F("listed").desc(nulls_last=True)


def _parts(people: QuerySet, viewer: User | None) -> dict[str, list]:
    """What the features above say of some people of an agency, among what `viewer` sees."""
    return {name: import_string(path)(people, viewer=viewer) for name, path in settings.AGENCY_PARTS.items()}
