"""What is asked of the directory of 100,000 members, and how PostgreSQL answers it."""

from dataclasses import asdict
from random import Random

from django.db import connection
from django.test import Client
from django.urls import reverse

from communities.discussions.models import Topic
from communities.members.models import DirectoryEntry, DirectoryFacet, Facet

from .pages import Work, count, statements_of

VARIETY = 200


def facts(seed: int, session: str) -> dict:
    """The pages with what each costs, addresses that are all different, and plans."""
    works = _works()
    return {
        "works": [{**asdict(work), "counted": count(work, session)} for work in works],
        "variety": _variety(seed),
        "plans": {work.name: _plans(work.path, session) for work in works if work.name in PLANNED},
    }


PLANNED = ("nothing chosen", "one facet, common", "two facets", "a misspelt name", "page 500")


def _works() -> list[Work]:
    first = DirectoryEntry.objects.order_by("person")[50].card["name"].split()[1].lower()
    tag, level, platform = (_top(facet) for facet in (Facet.EXPERTISE, Facet.LEVEL, Facet.PLATFORM))
    two = f"expertise={tag}&platform={platform}"
    asked = {
        "nothing chosen": "",
        "one facet, common": f"expertise={tag}",
        "one facet, rare": f"expertise={_top(Facet.EXPERTISE, 200)}",
        "one agency": f"agency={_top(Facet.AGENCY)}",
        "two facets": two,
        "five facets": f"{two}&level={level}&help=yes&state={_top(Facet.STATE)}",
        "a name": f"q={first}",
        "a misspelt name": f"q={first[:2]}{first[3]}{first[2]}{first[4:]}",
        "a word that 1 in 8 has": "q=photographer",
        "that word and a facet": f"q=photographer&expertise={tag}",
        "a word that 1 in 4 has": "q=social+media",
        "page 500": "page=500",
        "page 500 of a common facet": f"expertise={tag}&page=500",
        "the last page": f"page={-(-DirectoryEntry.objects.count() // 20)}",
        "newest first": "sort=joined",
    }
    topic = Topic.objects.order_by("pk")[0]
    floor = [Work("T", reverse("bench_topic", args=[topic.pk]))]
    return floor + [
        Work(name, f"{reverse('member_list')}?{query}", member=True) for name, query in asked.items()
    ]


def _top(facet: str, place: int = 0) -> str:
    return DirectoryFacet.objects.filter(facet=facet, under=None).order_by("-people", "label")[place].value


def _variety(seed: int) -> list[str]:
    """Addresses as people make them by clicking: one to three facets, sometimes a word; each only once."""
    random, addresses = Random(seed), set()
    values = {facet: _values(facet) for facet in Facet.values}
    names = list(DirectoryEntry.objects.order_by("person").values_list("sort_name", flat=True)[:2000])
    while len(addresses) < VARIETY:
        facets = random.sample(list(values), random.randint(1, 3))
        pairs = [f"{facet}={random.choice(values[facet])}" for facet in facets]
        if random.random() < 0.25:
            pairs.append(f"q={random.choice(random.choice(names).split())[:5]}")
        addresses.add(f"{reverse('member_list')}?{'&'.join(pairs)}")
    return sorted(addresses, key=lambda _address: random.random())


def _values(facet: str) -> list[str]:
    rows = DirectoryFacet.objects.filter(facet=facet, people__gt=0).order_by("-people")
    return list(rows.values_list("value", flat=True)[:40])


def _plans(path: str, session: str) -> list[str]:
    """What PostgreSQL does for each statement about the directory."""
    plans = []
    client = Client()
    client.cookies["sessionid"] = session
    for _milliseconds, statement in statements_of(path, session):
        sql = statement.rpartition(" -- ")[0]
        if "members_directory" in sql:
            plans.append(sql)
    return [_explained(path, session, place) for place in range(len(plans))]


def _explained(path: str, session: str, place: int) -> str:
    """Run the page again, and let PostgreSQL explain the statement in this place."""
    seen: list[str] = []

    def explain(execute, sql, params, many, context):
        if "members_directory" in sql:
            if len(seen) == place:
                with connection.connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF, SUMMARY ON) {sql}", params)
                    seen.append("\n".join(row[0] for row in cursor.fetchall()))
                return execute(sql, params, many, context)
            seen.append("")
        return execute(sql, params, many, context)

    client = Client()
    client.cookies["sessionid"] = session
    with connection.execute_wrapper(explain):
        client.get(path)
    return seen[place]
