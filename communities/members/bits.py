"""Who has which value of the directory's facets, as bits, and how many: what `models.DirectoryBits` holds."""

from django.db import connection

from .models import SEGMENT, DirectoryFacet


def change_bits(before: dict[int, set[int]], now: dict[int, set[int]]) -> None:
    """Bring bits and counts from what people had to what they have."""
    people = before.keys() | now.keys()
    gained = [(facet, key) for key in people for facet in now.get(key, set()) - before.get(key, set())]
    lost = [(facet, key) for key in people for facet in before.get(key, set()) - now.get(key, set())]
    touched = sorted({facet for facet, _key in gained + lost})
    if not touched:
        return
    list(DirectoryFacet.objects.select_for_update().filter(pk__in=touched).order_by("pk").values_list("pk"))
    with connection.cursor() as cursor:
        for statement, pairs in ((_GAIN, gained), (_LOSE, lost)):
            if pairs:
                facets, keys = zip(*sorted(pairs), strict=True)
                cursor.execute(statement, {"facets": list(facets), "people": list(keys), "size": SEGMENT})
        cursor.execute(_COUNT, [touched])
        cursor.execute(
            "DELETE FROM members_directorybits WHERE facet_id = ANY(%s) AND bit_count(bits) = 0", [touched]
        )


def remake_bits() -> None:
    """Make all bits and counts from the entries; whoever changes facets waits."""
    keys = list(DirectoryFacet.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM members_directorybits")
        cursor.execute(_ALL, {"size": SEGMENT})
        cursor.execute(_COUNT, [keys])


# Bits of pairs of a facet and a person. Nothing but constants is put into these statements.
_OF = f"""
    SELECT pair.facet, pair.person / %(size)s AS segment,
           bit_or(set_bit(0::bit({SEGMENT}), (pair.person %% %(size)s)::int, 1)) AS bits
    FROM <pairs> GROUP BY 1, 2
"""  # noqa: S608
_OF_THESE = _OF.replace(
    "<pairs>", "unnest(%(facets)s::bigint[], %(people)s::bigint[]) AS pair (facet, person)"
)
_OF_ALL = _OF.replace(
    "<pairs>", "(SELECT unnest(facets) AS facet, person_id AS person FROM members_directoryentry) AS pair"
)
_WRITE = "INSERT INTO members_directorybits (facet_id, segment, bits)"
_ALL = _WRITE + _OF_ALL
_GAIN = f"""
    {_WRITE} {_OF_THESE}
    ON CONFLICT (facet_id, segment) DO UPDATE SET bits = members_directorybits.bits | excluded.bits
"""
_LOSE = f"""
    UPDATE members_directorybits AS here SET bits = here.bits & ~ gone.bits FROM ({_OF_THESE}) AS gone
    WHERE here.facet_id = gone.facet AND here.segment = gone.segment
"""  # noqa: S608
_COUNT = """
    UPDATE members_directoryfacet SET people = counted.people FROM (
        SELECT facet.id, coalesce(sum(bit_count(bits)), 0) AS people
        FROM members_directoryfacet AS facet LEFT JOIN members_directorybits ON facet_id = facet.id
        WHERE facet.id = ANY(%s) GROUP BY facet.id
    ) AS counted WHERE members_directoryfacet.id = counted.id
"""
