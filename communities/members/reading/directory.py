"""The members, a page at a time, narrowed by words and facets."""

from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import BooleanField, FloatField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communities.kit.paging import Page, page_of_numbers

from ..models import DirectoryEntry, Facet
from .asking import Asked, Chosen, chosen_of, name_of
from .counting import FEW, MOST, Counted, Counts, Filter, count
from .spelling import Query, understood

PER_PAGE = 20
TOP = 6  # values of a facet that are shown at once
RANKED = 1000  # people who are ranked; more stand by name


@dataclass(frozen=True)
class ValueView:
    """One value of a facet: choosing it leads to `url`, which takes it away again where it is chosen."""

    name: str
    people: str  # how many
    url: str
    is_chosen: bool
    bureaus: "list[ValueView]"


@dataclass(frozen=True)
class FacetView:
    """One facet with its most frequent values. `more_url` shows the others."""

    slug: str
    title: str
    values: list[ValueView]
    more_url: str
    less_url: str


@dataclass(frozen=True)
class Chip:
    """Something that narrows the page. `without` people would be found without its facet."""

    facet: str  # empty for the words
    title: str
    name: str
    url: str
    without: int | None


@dataclass(frozen=True)
class DirectoryPage:
    """One page of the directory."""

    asked: Asked
    page: Page  # of cards: see listing.card_of
    facets: list[FacetView]
    chips: list[Chip]
    sorts: list[tuple[str, str, bool]]  # name, address, whether the people stand so
    guessed: bool  # words were taken for others that resemble them
    unknown: bool  # some filter of the address names nothing
    unranked: bool  # too many to rank: they stand by name

    @property
    def chosen_count(self) -> int:
        return sum(bool(chip.facet) for chip in self.chips)

    @property
    def ways(self) -> list[Chip]:
        """The filters without which somebody would be found, one for each facet, the best first."""
        facets = {chip.facet: chip for chip in reversed(self.chips) if chip.without}
        return sorted(facets.values(), key=lambda chip: -(chip.without or 0))


def directory(asked: Asked, *, number: int) -> DirectoryPage:
    """One page of the members who have what was asked for. Whoever sees it is a member.

    At most five queries, whatever the number of members. Raises Http404 for a page that is not there.
    """
    chosen = chosen_of(asked)
    query = understood(asked.text) if asked.text else None
    if asked.text and query is None:  # signs only: nobody's words
        counts, order = Counts(), "name"
        page = Page(1, 1, [], 0)
    else:
        counts, page, order = _found(asked, chosen, query, number)
    return DirectoryPage(
        asked=asked,
        page=page,
        facets=_facets(asked, chosen, counts),
        chips=_chips(asked, chosen, counts),
        sorts=_sorts(asked),
        guessed=bool(query and query.guessed and counts.total),
        unknown=len(chosen) < sum(len(values) for values in asked.values.values()),
        unranked=asked.order == "relevance" and order != "relevance" and counts.total > 0,
    )


def _found(asked: Asked, chosen: list[Chosen], query: Query | None, number: int) -> tuple[Counts, Page, str]:
    match = (query.match, query.params) if query else ()
    wanted = Filter.of(chosen, asked.opened, *match)
    counts = count(wanted, few=query is not None and _are_few(query))
    order = asked.order
    if order == "relevance" and counts.total > RANKED:
        order = "name"
    first, last, pages = page_of_numbers(number, total=counts.total, per_page=PER_PAGE)
    cards = _cards(wanted, order, query, first, last) if counts.total else []
    return counts, Page(number, pages, cards, counts.total), order


def _are_few(query: Query) -> bool:
    """Whether no more than FEW match the words."""
    limited = f"SELECT 1 FROM members_directoryentry WHERE {query.match} LIMIT {FEW + 1}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({limited}) AS found", query.params)  # noqa: S608
        return cursor.fetchone()[0] <= FEW


def _narrowed(wanted: Filter) -> QuerySet[DirectoryEntry]:
    rows = DirectoryEntry.objects.all()
    for keys in wanted.groups.values():
        rows = rows.filter(facets__overlap=keys)
    if wanted.match:
        rows = rows.filter(RawSQL(wanted.match, wanted.params, output_field=BooleanField()))  # noqa: S611
    return rows


def _ordered(rows: QuerySet[DirectoryEntry], order: str, query: Query | None) -> QuerySet[DirectoryEntry]:
    """By name, the newest first, or by relevance: the very name, then where and how often the words stand."""
    if order == "joined":
        return rows.order_by("-joined_at", "-person")
    if order == "relevance" and query:
        exact = RawSQL("sort_name = %s", [query.name], output_field=BooleanField())
        rank = RawSQL(f"ts_rank(vector, {query.tsquery}, 1)", query.params, output_field=FloatField())  # noqa: S611
        return rows.annotate(exact=exact, rank=rank).order_by("-exact", "-rank", "sort_name", "person")
    return rows.order_by("sort_name", "person")


def _cards(wanted: Filter, order: str, query: Query | None, first: int, last: int) -> list[dict]:
    """The cards from the `first` to the `last` place: their keys out of an index alone, then those rows."""
    keys = _ordered(_narrowed(wanted), order, query).values("pk")[first - 1 : last]
    these = _ordered(DirectoryEntry.objects.filter(pk__in=keys), order, query)
    return list(these.values_list("card", flat=True))


# --- what stands beside the people -----------------------------------------------------------------


def titles() -> dict[str, str]:
    """What the facets are called, in the order of the page."""
    return {
        Facet.AGENCY: _("Agency"),
        Facet.LEVEL: _("Level of government"),
        Facet.EXPERTISE: _("Expertise"),
        Facet.PLATFORM: _("Platforms"),
        Facet.STATE: _("State or territory"),
        Facet.ZONE: _("Time zone"),
        Facet.LANGUAGE: _("Languages"),
        Facet.HELP: _("Help"),
    }


def _facets(asked: Asked, chosen: list[Chosen], counts: Counts) -> list[FacetView]:
    views = [_facet(slug, title, asked, chosen, counts) for slug, title in titles().items()]
    return [view for view in views if view.values]


def _facet(slug: str, title: str, asked: Asked, chosen: list[Chosen], counts: Counts) -> FacetView:
    mine = {each.value: each for each in chosen if each.facet == slug}
    found = counts.values.get(slug, [])
    missing = mine.keys() - {each.value for each in found}
    found = found + [Counted(slug, value, mine[value].name, mine[value].under, 0) for value in missing]
    top = [each for each in found if each.under is None]
    open_ones = {str(each.under) for each in mine.values() if each.under} | mine.keys()
    top.sort(key=lambda each: each.value not in open_ones)  # a stable sort: what is chosen first
    length = MOST if asked.opened == slug else max(TOP, sum(each.value in open_ones for each in top))
    values = [_value(each, asked, mine, found) for each in top[:length]]
    return FacetView(
        slug=str(slug),
        title=title,
        values=values,
        more_url=asked.address(opened=slug) if len(top) > length else "",
        less_url=asked.address() if asked.opened == slug and len(top) > TOP else "",
    )


def _value(each: Counted, asked: Asked, mine: dict[str, Chosen], found: list[Counted]) -> ValueView:
    """A value; of an open department its bureaus, too. A bureau takes its department's place, and back."""
    key = each.value
    below = [other for other in found if other.under is not None and str(other.under) == key]
    is_open = key in mine or any(other.value in mine for other in below)
    family = {key, *(other.value for other in below)} if each.under is None else {key, str(each.under)}
    others = [value for value in mine if value not in family]
    kept = [value for value in mine if value != key] if key in mine else [*others, key]
    if each.under is not None and key not in mine:
        kept = [value for value in mine if value != str(each.under)] + [key]
    bureaus = [_value(other, asked, mine, []) for other in below[: MOST if is_open else 0]]
    name = name_of(each.facet, key, each.label) or key
    people = number_format(each.people, force_grouping=True)
    return ValueView(name, people, asked.having(each.facet, kept), key in mine, bureaus)


def _chips(asked: Asked, chosen: list[Chosen], counts: Counts) -> list[Chip]:
    named = titles()
    chips = [Chip("", _("Words"), asked.text, asked.address(text=""), None)] if asked.text else []
    for each in chosen:
        others = [value for value in asked.values[each.facet] if value != each.value]
        without = counts.without.get(each.facet) if not others else None
        url = asked.having(each.facet, others)
        chips.append(Chip(each.facet, named[Facet(each.facet)], each.name, url, without))
    return chips


def _sorts(asked: Asked) -> list[tuple[str, str, bool]]:
    orders = {"relevance": pgettext("sort by", "Relevance"), "name": pgettext("sort by", "Name")}
    orders["joined"] = pgettext("sort by", "Recently joined")
    if not asked.text:
        del orders["relevance"]
    default = replace(asked, sort="").order
    return [
        (str(name), asked.address(sort="" if order == default else order), asked.order == order)
        for order, name in orders.items()
    ]
