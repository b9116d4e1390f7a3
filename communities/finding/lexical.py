"""Which documents hold the words of a question, and how much that says.

A question is never required to match whole: its words are joined by OR, and documents that hold more
of them, and rarer ones, rank higher. `ts_rank` knows nothing of rarity, so each word's weight is its
inverse document frequency among the documents (BM25's idf; Robertson and Spärck Jones, 1976).

A stored vector is large, and unpacking it is what a search costs. So the inverted indexes alone pick the
documents that are likely to rank high (`_LIKELY`), and only those are unpacked and ranked. The planner does
not know that cost, and would read every vector when a word is common: it is not shown the words, but a
subquery or a column that has them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from .narrowing import Narrowing
from .words import readable

LONGEST_QUERY = 400  # characters
MOST_WORDS = 24
MOST = 500  # documents that are ranked, listed and counted
MOST_WITH_PHRASES = 2000  # that are looked at when a phrase has to be there, or must not be
MOST_PAIRS = 8  # neighbouring words that count for more when they stand side by side
RANK_WEIGHTS = "{0.1, 0.3, 0.6, 1.0}"  # replies, question and answer, tags, title
PAIR = 0.3  # of both words' weights, for standing side by side
EXACT = 1000.0  # the title is what was typed

_WORDS = """
    SELECT lexeme, positions[1], (
        SELECT count(*) FROM (
            SELECT 1 FROM finding_document WHERE vector @@ quote_literal(lexeme)::tsquery LIMIT 5000
        ) AS holding
    ), (SELECT count(*) FROM finding_document)
    FROM unnest(to_tsvector('english', %s)) ORDER BY positions[1] LIMIT %s
"""

# How much a document is likely to gain by each word, whatever its length: in a title or a tag 1.0 of the
# word's weight, in a question or an answer 0.4, in a reply 0.1. Of the documents that hold a very common
# word, not all are looked at. Of equals the newest is taken.
_LIKELY = """
    SELECT id FROM (
        SELECT found.id, found.changed_at, word.weight * found.share AS gain
        FROM unnest(%s::text[], %s::float8[]) AS word (query, weight) CROSS JOIN LATERAL (
            (SELECT id, changed_at, 0.6 AS share FROM finding_document
             WHERE ts_filter(vector, '{a,b}') @@ word.query::tsquery AND <seen> LIMIT 20000)
            UNION ALL
            (SELECT id, changed_at, 0.3 FROM finding_document
             WHERE ts_filter(vector, '{a,b,c}') @@ word.query::tsquery AND <seen> LIMIT 20000)
            UNION ALL
            (SELECT id, changed_at, 0.1 FROM finding_document
             WHERE vector @@ word.query::tsquery AND <seen> LIMIT 20000)
        ) AS found
        UNION ALL
        SELECT id, changed_at, 1000 FROM finding_document WHERE title ILIKE %s AND <seen>
    ) AS gains
    GROUP BY id ORDER BY sum(gain) DESC, max(changed_at) DESC, id DESC LIMIT %s
"""
_SHOWN = "id, kind, changed_at, facts -> 'solved' = 'true', facts -> 'helpful', facts -> 'retired' = 'true'"
_RANKED = f"""
    SELECT {_SHOWN}, <rank>, lower(title) = lower(%s) FROM finding_document
    WHERE id = ANY (ARRAY(<likely>)) AND <phrases>
"""  # noqa: S608 (constants)
_LISTED = f"""
    SELECT {_SHOWN}, 0.0, false FROM finding_document WHERE <seen> AND <phrases>
    ORDER BY changed_at DESC, id DESC LIMIT %s
"""  # noqa: S608 (constants)
_AMONG = f"SELECT {_SHOWN}, 0.0, false FROM finding_document WHERE id = ANY (%s)"  # noqa: S608 (a constant)


@dataclass(frozen=True)
class Word:
    """A word of the question as the index knows it, and how much finding it says."""

    lexeme: str
    weight: float
    place: int = 0
    phrase: str = ""  # a tsquery, of a synonym of several words

    @property
    def query(self) -> str:
        """The word as a tsquery literal, so that nothing in it is taken for an operator."""
        return self.phrase or "'" + self.lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


@dataclass
class Candidate:
    """A document that may be shown, with what its rank is made of."""

    pk: int
    kind: str
    changed_at: datetime
    solved: bool = False
    helpful: int = 0
    retired: bool = False
    words: float = 0.0  # what holding the words of the question says
    exact: bool = False
    meaning: float = 0.0  # how close in meaning: 1 is the same
    rank: float = 0.0


def words_of(text: str) -> list[Word]:
    """Return the words of the question with their weights: rare ones weigh more. One query, or none."""
    text = readable(text)[: LONGEST_QUERY * 2]
    if not text.strip():
        return []
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [text, MOST_WORDS])
        rows = cursor.fetchall()
    return [Word(lexeme, idf(held, total), place) for lexeme, place, held, total in rows if held]


def idf(holding: int, total: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def holding(words: Sequence[Word], text: str, narrowing: Narrowing) -> list[Candidate]:
    """Return the documents that hold some of the words, at most MOST. One query."""
    likely, parameters = likely_of(words, text, narrowing)
    rank, ranked = rank_of(words)
    phrases, narrowed = narrowing.phrases()
    query = _RANKED.replace("<rank>", rank).replace("<likely>", likely).replace("<phrases>", phrases)
    found = _read(query, [*ranked, text, *parameters, *narrowed])
    return sorted(found, key=lambda each: (-each.exact, -each.words, -each.pk))[:MOST]


def likely_of(words: Sequence[Word], text: str, narrowing: Narrowing) -> tuple[str, list]:
    """The query for the keys of the documents that are worth ranking, by the inverted indexes alone."""
    seen, seeing = narrowing.seen()
    title = connection.ops.prep_for_like_query(text)
    queries, weights = [word.query for word in words], [word.weight for word in words]
    most = MOST_WITH_PHRASES if narrowing.has_phrases else MOST
    return _LIKELY.replace("<seen>", seen), [queries, weights, *seeing * 3, title, *seeing, most]


def newest(narrowing: Narrowing) -> list[Candidate]:
    """Return what there is without words to look for, newest first, at most MOST. One query."""
    (seen, seeing), (phrases, narrowed) = narrowing.seen(), narrowing.phrases()
    query = _LISTED.replace("<seen>", seen).replace("<phrases>", phrases)
    return _read(query, [*seeing, *narrowed, MOST])


def among(keys: list[int]) -> list[Candidate]:
    """Return the documents with these keys. One query, or none."""
    return _read(_AMONG, [keys]) if keys else []


def _read(query: str, parameters: list) -> list[Candidate]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows = cursor.fetchall()
    return [
        Candidate(pk, kind, at, bool(solved), int(helpful or 0), bool(retired), float(rank), bool(exact))
        for pk, kind, at, solved, helpful, retired, rank, exact in rows
    ]


def rank_of(words: Sequence[Word]) -> tuple[str, list]:
    """The relevance of a document, and the values in it: words, and neighbours that stand side by side."""
    terms = ["%s * ts_rank(%s::float4[], vector, %s::tsquery, 1)" for _ in words]
    values: list = []
    for word in words:
        values += [word.weight, RANK_WEIGHTS, word.query]
    for one, other in pairs(words):
        terms.append("%s * ts_rank(%s::float4[], vector, %s::tsquery, 1)")
        values += [PAIR * (one.weight + other.weight), RANK_WEIGHTS, f"{one.query} <-> {other.query}"]
    return " + ".join(terms) or "0.0", values


def pairs(words: Sequence[Word]) -> list[tuple[Word, Word]]:
    """Words that were typed side by side."""
    typed = [word for word in words if word.place]
    return [pair for pair in zip(typed, typed[1:], strict=False) if pair[1].place - pair[0].place == 1][
        :MOST_PAIRS
    ]
