"""How quick the search is, and how it grows: the index, filled with invented documents, as a member asks it.

    .venv/bin/python -m scripts.database run -- .venv/bin/python -m benchmarks.search_speed --documents 20000

One document is one topic of about ten posts. The words are Zipf distributed, as are those of the questions; a
third of the documents is for members of one of twenty communities, of which the reader is in ten. With
--vectors they are random; the model itself is measured by `benchmarks.search_quality`.
"""

import argparse
import os
import random
import sys
import time

import django

from scripts.common import ROOT, say

from . import scratch
from .measuring import percentile

SCALE, VERSION, SEED = 78, 1, 11
WORDS, ASKED = 20_000, 40
BATCH = 2_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.search_speed", description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument(
        "--vectors", type=int, default=0, help="of how many documents; they take long to index"
    )
    options = parser.parse_args()
    scratch.use((SCALE, 0, VERSION), fresh=True)
    django.setup()
    there, first = 0, {}
    for count in sorted(options.documents):
        say(f"Writing {count - there} documents …")
        _write(there, count, vectors=options.vectors)
        there = count
        for name, (p50, p95) in _measure().items():
            first.setdefault(name, p95)
            growth = f"  {p95 / first[name]:.2f} ×" if first[name] != p95 else ""
            print(f"{count:>9} documents  {name:28} p50 {p50:7.1f} ms  p95 {p95:7.1f} ms{growth}")
    return 0


def _write(first: int, last: int, *, vectors: int) -> None:
    from django.db import connection  # noqa: PLC0415 (needs the settings)

    dice = random.Random(SEED + first)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_content_type (app_label, model) VALUES ('b', 'b') ON CONFLICT DO NOTHING"
        )
        for start in range(first, last, BATCH):
            rows = [_row(dice, key) for key in range(start, min(start + BATCH, last))]
            cursor.execute(_INSERT, [list(column) for column in zip(*rows, strict=True)])
        if vectors > first:
            cursor.execute(_VECTORS, [min(vectors, last), first])
        cursor.execute("ANALYZE finding_document")


_INSERT = """
    INSERT INTO finding_document
        (content_type_id, object_id, kind, audience, url, title, body, tags, labels, facts, changed_at,
         vector)
    SELECT (SELECT id FROM django_content_type WHERE app_label = 'b'),
           key, 'topic', audience, '/x/', title, body, '{}', '{}', '{}', now() - key * interval '1 minute',
           setweight(to_tsvector('english', title), 'A')
           || setweight(to_tsvector('english', left(body, 900)), 'C') || to_tsvector('english', body)
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS one (key, audience, title, body)
"""
_VECTORS = """
    INSERT INTO finding_meaning (document_id, part, model, dimension, digest, embedding)
    SELECT id, 0, 'minilm-l6-int8', 384, '',
        (SELECT array_agg(random()::real - 0.5) FROM generate_series(1, 384), (SELECT id) AS one)
    FROM finding_document WHERE object_id < %s AND object_id >= %s
"""


def _word(dice: random.Random) -> str:
    return _spelt(int(WORDS ** dice.random()))


def _row(dice: random.Random, key: int) -> tuple[int, str, str, str]:
    audience = "everyone" if dice.random() < 0.67 else f"community:{dice.randint(1, 20)}"
    body = " ".join(_word(dice) for _ in range(dice.randint(300, 1200)))
    return key, audience, " ".join(_word(dice) for _ in range(8)), body


def _measure() -> dict[str, tuple[float, float]]:
    from communities.finding.asked import Query  # noqa: PLC0415
    from communities.finding.searching import find  # noqa: PLC0415

    dice = random.Random(SEED)
    audiences = ["everyone", "members", *(f"community:{key}" for key in range(1, 11))]
    common = [_spelt(number) for number in range(1, ASKED + 1)]
    asked = {
        "one common word": [common[at % 5] for at in range(ASKED)],
        "three words": [" ".join(_word(dice) for _ in range(3)) for _ in range(ASKED)],
        "eight words": [" ".join(_word(dice) for _ in range(8)) for _ in range(ASKED)],
        "one rare word": [_spelt(number) for number in range(WORDS - ASKED, WORDS)],
    }
    figures = {}
    for name, texts in asked.items():
        took = []
        for text in texts:
            began = time.perf_counter()
            find(Query(text=text), audiences=audiences)
            took.append((time.perf_counter() - began) * 1000)
        figures[name] = (percentile(took, 0.5), percentile(took, 0.95))
    return figures


def _spelt(number: int) -> str:
    """An invented word; those of small numbers are common."""
    letters = ""
    while number:
        number, rest = divmod(number, 20)
        letters += "bcdfghklmnprstvwzqxj"[rest] + "aeiou"[rest % 5]
    return letters


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
