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
MOST = 500  # documents that are listed and counted
RANKED = 150  # of them, whose words are weighed one by one; the others follow as the indexes order them
FAINT = 1e-4  # of what a word says, for those others
MOST_HOLDING = 5000  # documents that are looked at for one word and one place
MANY = 20_000  # documents, from which on common words are not counted anew
MOST_WITH_PHRASES = 2000  # that are looked at when a phrase has to be there, or must not be
MOST_PAIRS = 8  # neighbouring words that count for more when they stand side by side
RANK_WEIGHTS = "{0.1, 0.3, 0.6, 1.0}"  # replies, question and answer, tags, title
PAIR = 0.3  # of both words' weights, for standing side by side
EXACT = 1000.0  # the title is what was typed

# How many documents hold each word. Where there are many, PostgreSQL's own statistics name the words that are
# common (pg_stats.most_common_elems, as of the last ANALYZE); only the others are counted, and they are few.
_WORDS = """
    WITH documents AS (
        SELECT greatest(reltuples, 0)::bigint AS guessed FROM pg_class
        WHERE oid = 'finding_document'::regclass
    ), size AS (
        SELECT CASE WHEN guessed > %s THEN guessed ELSE (SELECT count(*) FROM finding_document) END AS total
        FROM documents
    ), common AS (
        SELECT word.lexeme, word.share FROM size, pg_stats, LATERAL unnest(
            most_common_elems::text::text[],
            most_common_elem_freqs[:cardinality(most_common_elems::text::text[])]
        ) AS word (lexeme, share)
        WHERE schemaname = ANY (current_schemas(false)) AND tablename = 'finding_document'
            AND attname = 'vector' AND size.total > %s
    )
    SELECT asked.lexeme, positions[1], coalesce(round(common.share * total)::bigint, (
        SELECT count(*) FROM (
            SELECT 1 FROM finding_document WHERE vector @@ quote_literal(asked.lexeme)::tsquery LIMIT 5000
        ) AS holding
    )), total
    FROM size, unnest(to_tsvector('english', %s)) AS asked LEFT JOIN common USING (lexeme)
    ORDER BY positions[1] LIMIT %s
"""

# How much a document is likely to gain by each word, whatever its length: in a title or a tag 1.0 of the
# word's weight, in a question or an answer 0.4, in a reply 0.1. Of the documents that hold a very common
# word, not all are looked at. Of equals the newest is taken.
_LIKELY = """
    SELECT id, sum(gain) AS gain FROM (
        SELECT found.id, found.changed_at, word.weight * found.share AS gain
        FROM unnest(%s::text[], %s::float8[]) AS word (query, weight) CROSS JOIN LATERAL (
            (SELECT id, changed_at, 0.6 AS share FROM finding_document
             WHERE ts_filter(vector, '{a,b}') @@ word.query::tsquery AND <seen> LIMIT <held>)
            UNION ALL
            (SELECT id, changed_at, 0.3 FROM finding_document
             WHERE ts_filter(vector, '{a,b,c}') @@ word.query::tsquery AND <seen> LIMIT <held>)
            UNION ALL
            (SELECT id, changed_at, 0.1 FROM finding_document
             WHERE vector @@ word.query::tsquery AND <seen> LIMIT <held>)
        ) AS found
        UNION ALL
        SELECT id, changed_at, 1000 FROM finding_document WHERE title ILIKE %s AND <seen>
    ) AS gains
    GROUP BY id ORDER BY sum(gain) DESC, max(changed_at) DESC, id DESC LIMIT %s
"""
_SHOWN = "id, kind, changed_at, facts -> 'solved' = 'true', facts -> 'helpful', facts -> 'retired' = 'true'"
# A vector is unpacked once (the lateral subquery), and only of the documents at the top.
_RANKED = f"""
    SELECT {_SHOWN}, coalesce(<rank>, gain * {FAINT}), lower(title) = lower(%s)
    FROM (
        SELECT document.*, likely.gain,
            row_number() OVER (ORDER BY gain DESC, changed_at DESC, id DESC) AS place
        FROM (<likely>) AS likely JOIN finding_document AS document USING (id) WHERE <phrases>
    ) AS found, LATERAL (
        SELECT CASE WHEN place <= {RANKED} THEN ts_filter(vector, '{{a,b,c,d}}') END AS held OFFSET 0
    ) AS unpacked
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
        cursor.execute(_WORDS, [MANY, MANY, text, MOST_WORDS])
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
    likely = _LIKELY.replace("<seen>", seen).replace("<held>", str(MOST_HOLDING))
    return likely, [queries, weights, *seeing * 3, title, *seeing, most]


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


def rank_of(words: Sequence[Word], *, held: str = "held") -> tuple[str, list]:
    """The relevance of a document, and the values in it: words, and neighbours that stand side by side.

    `held` is the column with the vector.
    """
    terms = [f"%s * ts_rank(%s::float4[], {held}, %s::tsquery, 1)" for _ in words]
    values: list = []
    for word in words:
        values += [word.weight, RANK_WEIGHTS, word.query]
    for one, other in pairs(words):
        terms.append(f"%s * ts_rank(%s::float4[], {held}, %s::tsquery, 1)")
        values += [PAIR * (one.weight + other.weight), RANK_WEIGHTS, f"{one.query} <-> {other.query}"]
    return " + ".join(terms) or "0.0", values


def pairs(words: Sequence[Word]) -> list[tuple[Word, Word]]:
    """Words that were typed side by side."""
    typed = [word for word in words if word.place]
    return [pair for pair in zip(typed, typed[1:], strict=False) if pair[1].place - pair[0].place == 1][
        :MOST_PAIRS
    ]
