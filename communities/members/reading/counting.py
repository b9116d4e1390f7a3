"""How many members have each value of each facet, among those who were asked for.

The counts of a facet leave out what was chosen of that very facet: they say what another choice would find.
Nothing is estimated. Few people are counted row by row; many by their bits (`models.DirectoryBits`), which
costs the same whatever their number. By bits only the CANDIDATES most frequent values of a facet are
counted, and MOST of one that is opened.
"""

from dataclasses import dataclass, field

from django.db import connection

from ..models import SEGMENT, Facet
from ..models.directory import EVERYBODY
from .asking import Chosen

CANDIDATES = 24  # values of a facet
MOST = 50  # values of a facet that is opened, and bureaus of a department
FEW = 2000  # people who are counted row by row


@dataclass(frozen=True)
class Counted:
    """A value of a facet and how many of those asked for have it."""

    facet: str
    value: str
    label: str
    under: int | None
    people: int


@dataclass
class Counts:
    """What is found, how much would be found without each facet that was chosen, and the values."""

    total: int = 0
    without: dict[str, int] = field(default_factory=dict)
    values: dict[str, list[Counted]] = field(default_factory=dict)


@dataclass(frozen=True)
class Filter:
    """Which people: who matches a text query (SQL, with its parameters) and has one value of each facet."""

    groups: dict[str, list[int]]
    departments: list[int]  # whose bureaus are counted as well
    opened: str = ""  # the facet of which more values are counted
    match: str = ""
    params: tuple = ()

    @classmethod
    def of(cls, chosen: list[Chosen], opened: str = "", match: str = "", params: tuple = ()) -> "Filter":
        groups: dict[str, list[int]] = {}
        for each in chosen:
            groups.setdefault(each.facet, []).extend([each.key] if each.key else [])
        agencies = [each for each in chosen if each.facet == Facet.AGENCY]
        departments = {each.under or int(each.value) for each in agencies}
        return cls(groups, sorted(departments), opened, match, params)


def count(wanted: Filter, *, few: bool = False) -> Counts:
    """Count all that the page says. `few`: no more than FEW match the text.

    One query; without words at most two.
    """
    if not wanted.groups and not wanted.match:
        return _counts(_EVERYBODY, _shown_params(wanted))
    if wanted.match:
        return _count_rows(wanted) if few else _count_bits(wanted)
    counts = _count_bits(wanted)
    if 0 < counts.total <= FEW:  # of a facet in which nothing was chosen, all values, however rare
        others = _count_rows(wanted).values.items()
        counts.values |= {facet: values for facet, values in others if facet not in wanted.groups}
    return counts


def _counts(statement: str, params: dict) -> Counts:
    counts = Counts()
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        for facet, value, label, under, people in cursor.fetchall():
            if facet == EVERYBODY and value == "":
                counts.total = int(people)
            elif facet == EVERYBODY:
                counts.without[value] = int(people)
            else:
                counts.values.setdefault(facet, []).append(Counted(facet, value, label, under, int(people)))
    return counts


def _shown_params(wanted: Filter) -> dict:
    keys = [key for group in wanted.groups.values() for key in group]
    departments = [str(key) for key in wanted.departments]
    return {
        "facets": Facet.values, "keys": keys, "departments": departments, "under": wanted.departments,
        "opened": wanted.opened, "candidates": CANDIDATES, "most": MOST,
    }  # fmt: skip


# The most frequent values of each facet, the bureaus of chosen departments, and what was chosen.
_SHOWN = """
    SELECT top.id, top.facet, top.value, top.label, top.under, top.people
    FROM unnest(%(facets)s::text[]) AS asked (facet) CROSS JOIN LATERAL (
        SELECT * FROM members_directoryfacet AS each
        WHERE each.facet = asked.facet AND under IS NULL AND people > 0
        ORDER BY people DESC, label
        LIMIT CASE WHEN asked.facet = %(opened)s THEN %(most)s ELSE %(candidates)s END
    ) AS top
    UNION
    SELECT top.id, top.facet, top.value, top.label, top.under, top.people
    FROM unnest(%(under)s::bigint[]) AS asked (key) CROSS JOIN LATERAL (
        SELECT * FROM members_directoryfacet AS each
        WHERE each.facet = 'agency' AND under = asked.key AND people > 0
        ORDER BY people DESC, label LIMIT %(most)s
    ) AS top
    UNION
    SELECT id, facet, value, label, under, people FROM members_directoryfacet
    WHERE id = ANY(%(keys)s::bigint[]) OR (facet = 'agency' AND value = ANY(%(departments)s::text[]))
"""

_EVERYBODY = f"""
    SELECT facet, value, label, under, people FROM ({_SHOWN}) AS shown
    UNION ALL
    SELECT facet, value, label, under, people FROM members_directoryfacet WHERE facet = '{EVERYBODY}'
    ORDER BY people DESC, label
"""  # noqa: S608 (constants, as below)

# --- by rows ----------------------------------------------------------------------------------------

_ROWS = f"""
    WITH found AS (
        SELECT facets, array_remove(ARRAY[<missed>]::text[], NULL) AS missed
        FROM members_directoryentry WHERE <match>
    ), counted AS (
        SELECT key, missed[1] AS missed, count(*) AS people
        FROM found CROSS JOIN LATERAL unnest(facets) AS key WHERE cardinality(missed) <= 1 GROUP BY 1, 2
    ), valued AS (
        SELECT each.facet, each.value, each.label, each.under, sum(counted.people) AS people,
               row_number() OVER (
                   PARTITION BY each.facet ORDER BY sum(counted.people) DESC, each.label
               ) AS place
        FROM counted JOIN members_directoryfacet AS each ON each.id = counted.key
        WHERE (counted.missed IS NULL OR counted.missed = each.facet) AND each.facet <> '{EVERYBODY}'
          AND (each.under IS NULL OR each.under = ANY(%(under)s::bigint[])
               OR each.id = ANY(%(keys)s::bigint[]))
        GROUP BY each.id
    )
    SELECT facet, value, label, under, people FROM valued WHERE place <= 2 * %(most)s
    UNION ALL
    SELECT '{EVERYBODY}', coalesce(missed[1], ''), '', NULL, count(*)
    FROM found WHERE cardinality(missed) <= 1 GROUP BY missed[1]
    ORDER BY people DESC, label
"""  # noqa: S608


def _count_rows(wanted: Filter) -> Counts:
    """Each row says which choices it misses. One that misses only that of a facet counts for this facet."""
    params = _shown_params(wanted)
    missed = []
    for place, (facet, keys) in enumerate(wanted.groups.items()):
        params |= {f"keys{place}": keys, f"facet{place}": facet}
        missed.append(
            f"CASE WHEN facets && %(keys{place})s::bigint[] THEN NULL ELSE %(facet{place})s::text END"
        )
    match, more = _named(wanted)
    if not wanted.match:  # nothing else says which rows: those that have the values
        match = " AND ".join(f"facets && %(keys{place})s::bigint[]" for place in range(len(missed)))
    statement = _ROWS.replace("<missed>", ", ".join(missed)).replace("<match>", match)
    counts = _counts(statement, params | more)
    for facet in wanted.groups:
        counts.without[facet] = counts.without.get(facet, 0) + counts.total
    return counts


def _named(wanted: Filter) -> tuple[str, dict]:
    """The text query with named parameters."""
    match = wanted.match
    for place in range(len(wanted.params)):
        match = match.replace("%s", f"%(word{place})s", 1)
    return match, {f"word{place}": value for place, value in enumerate(wanted.params)}


# --- by bits ----------------------------------------------------------------------------------------

_BITS = f"""
    WITH held AS (
        SELECT chosen.facet, segment, bit_or(bits) AS bits
        FROM unnest(%(keys)s::bigint[], %(of)s::text[]) AS chosen (key, facet)
        JOIN members_directorybits ON facet_id = chosen.key GROUP BY 1, 2
        UNION ALL  -- so that nothing chosen beside a facet means all
        SELECT facet, segment, bits FROM members_directorybits
        JOIN members_directoryfacet AS each ON each.id = facet_id WHERE facet = '{EVERYBODY}'
        <matching>
    ), wanted AS MATERIALIZED (
        SELECT target.facet, segment, bit_and(bits) AS bits
        FROM unnest(%(targets)s::text[], %(needs)s::int[]) AS target (facet, needs)
        JOIN held ON held.facet <> target.facet
        GROUP BY target.facet, target.needs, segment HAVING count(*) = target.needs
    ), shown AS MATERIALIZED ({_SHOWN}),
    counted AS (
        SELECT shown.id, bit_count(each.bits & wanted.bits) AS people
        FROM shown JOIN wanted
          ON wanted.facet = CASE WHEN shown.facet = ANY(%(targets)s::text[]) THEN shown.facet ELSE '' END
        JOIN members_directorybits AS each ON each.facet_id = shown.id AND each.segment = wanted.segment
        OFFSET 0
    )
    SELECT facet, value, label, under, sum(counted.people) AS people
    FROM counted JOIN shown USING (id) GROUP BY id, facet, value, label, under HAVING sum(counted.people) > 0
    UNION ALL
    SELECT '{EVERYBODY}', facet, '', NULL, sum(bit_count(bits)) FROM wanted GROUP BY facet
    ORDER BY people DESC, label
"""  # noqa: S608
_MATCHING = f"""
        UNION ALL
        SELECT 'text', person_id / {SEGMENT},
               bit_or(set_bit(0::bit({SEGMENT}), (person_id %% {SEGMENT})::int, 1))
        FROM members_directoryentry WHERE <match> GROUP BY 2
"""  # noqa: S608


def _count_bits(wanted: Filter) -> Counts:
    """What the chosen values have in common, for each facet without its own; and in that, each value."""
    match, params = _named(wanted)
    count_of = 1 + len(wanted.groups) + bool(match)
    targets = ["", *wanted.groups]
    pairs = [(key, facet) for facet, keys in wanted.groups.items() for key in keys]
    matching = _MATCHING.replace("<match>", match) if match else ""
    params |= _shown_params(wanted) | {
        "of": [facet for _key, facet in pairs],
        "targets": targets,
        "needs": [count_of - bool(target) for target in targets],
    }
    params["keys"] = [key for key, _facet in pairs]
    return _counts(_BITS.replace("<matching>", matching), params)
