"""What somebody asks of the directory, as its address says it. Whatever it holds, it is a question."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import available_timezones

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from communities.agencies.models import Agency, Level
from communities.kit.text import clean_source
from communities.platforms.models import Platform
from communities.tags.models import Tag

from ..languages import LANGUAGES
from ..models import DirectoryFacet, Facet
from ..places import STATES, zone_name

SORTS = ("relevance", "name", "joined")
MOST_VALUES = 10  # of one facet
LONGEST = 100  # characters of the words, and of a value


@dataclass(frozen=True)
class Chosen:
    """A value of a facet that narrows the directory. Without a key nobody has it."""

    facet: str
    value: str
    name: str
    key: int | None
    under: int | None


@dataclass(frozen=True)
class Asked:
    """Words, values of facets, and in which order. `unknown` are values that name nothing."""

    text: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    sort: str = ""
    opened: str = ""  # the facet of which all values are shown

    @classmethod
    def from_address(cls, query: QueryDict) -> "Asked":
        """Read the parameters of an address; what can't be one is left out."""
        values = {}
        for facet in Facet.values:
            given = dict.fromkeys(_clean(value) for value in query.getlist(facet)[:MOST_VALUES])
            if found := [value for value in given if value]:
                values[facet] = found
        text = " ".join(clean_source(query.get("q", ""))[:LONGEST].split())
        sort, opened = query.get("sort", ""), query.get("all", "")
        sort = sort if sort in SORTS and (text or sort != "relevance") else ""
        return cls(text, values, sort, opened if opened in Facet.values else "")

    @property
    def order(self) -> str:
        """How the people stand: as they were asked for, else by relevance where there are words."""
        return self.sort or ("relevance" if self.text else "name")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What stays when other words are looked for."""
        pairs = [(facet, value) for facet, values in self.values.items() for value in values]
        return pairs + ([("sort", self.sort)] if self.sort and self.sort != "relevance" else [])

    def address(self, **changes) -> str:
        """The query of an address like this one, with `changes` of text, values or sort; page 1 of it."""
        asked = {"text": self.text, "values": self.values, "sort": self.sort} | changes
        pairs = [("q", asked["text"])] if asked["text"] else []
        pairs += [(facet, value) for facet, values in asked["values"].items() for value in values]
        pairs += [("sort", asked["sort"])] if asked["sort"] else []
        pairs += [("all", asked["opened"])] if asked.get("opened") else []
        return f"?{urlencode(pairs)}" if pairs else "?"

    def having(self, facet: str, values: Iterable[str]) -> str:
        """The query with these values of a facet, and no others of it."""
        return self.address(values={**self.values, facet: list(values)})


def _clean(value: str) -> str:
    return value.replace("\x00", "").strip()[:LONGEST]


def chosen_of(asked: Asked) -> list[Chosen]:
    """The values that were chosen, in their order, with their names. Values that name nothing are left out.

    One query, or none. What exists and nobody has, such as an agency without members, is there without a key.
    """
    if not asked.values:
        return []
    wanted = [(facet, value) for facet, values in asked.values.items() for value in values]
    found = {pair: Chosen(*pair, name_of(*pair, ""), None, None) for pair in wanted}
    for facet, value, label, key, under in _named(asked.values):
        if key or not found[facet, value].name:
            found[facet, value] = Chosen(facet, value, name_of(facet, value, label), key, under)
    return [found[key] for key in wanted if found[key].name]


def name_of(facet: str, value: str, label: str) -> str:
    """What a value is called; agencies, tags and platforms by their label. Empty for a value that is none."""
    if facet == Facet.LEVEL:
        return str(Level(value).label) if value in Level.values else ""
    if facet == Facet.STATE:
        return str(STATES.get(value, label))
    if facet == Facet.LANGUAGE:
        return str(LANGUAGES.get(value, label))
    if facet == Facet.HELP:
        return _("Happy to help") if value == "yes" else ""
    if facet == Facet.ZONE:
        return zone_name(value) if value in _time_zones() else ""
    return label


@cache
def _time_zones() -> set[str]:
    """All time zones; Python looks through its files each time."""
    return available_timezones()


def _named(values: dict[str, list[str]]) -> QuerySet:
    """(facet, value, label, key, under) of the values that somebody has or that are called something."""
    either = Q()
    for facet, wanted in values.items():
        either |= Q(facet=facet, value__in=wanted)
    known = DirectoryFacet.objects.filter(either).values_list("facet", "value", "label", "pk", "under")
    numbers = [int(value) for value in values.get(Facet.AGENCY, []) if value.isdecimal() and len(value) < 16]
    skills, platforms = values.get(Facet.EXPERTISE, []), values.get(Facet.PLATFORM, [])
    others = [
        _as_values(Agency.objects.filter(pk__in=numbers), Facet.AGENCY, Cast("pk", CharField()), F("parent")),
        _as_values(Tag.objects.filter(slug__in=skills), Facet.EXPERTISE, F("slug")),
        _as_values(Platform.objects.filter(slug__in=platforms), Facet.PLATFORM, F("slug")),
    ]
    return known.union(*others, all=True)


def _as_values(rows: QuerySet, facet: str, value, under=None) -> QuerySet:
    """Rows of another table in the form of values that nobody has."""
    nothing = Value(None, BigIntegerField())
    return rows.order_by().annotate(
        called=Value(str(facet), CharField()), stands=value, no_key=nothing, below=under or nothing
    ).values_list("called", "stands", "name", "no_key", "below")  # fmt: skip
