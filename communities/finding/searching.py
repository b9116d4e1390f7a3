"""Ranking documents for a question in a person's own words.

A question is never required to match whole: its words are joined by OR, and documents that hold more
of them, and rarer ones, rank higher. `ts_rank` knows nothing of rarity, so each word's weight is its
inverse document frequency among the documents (BM25's idf; Robertson and Spärck Jones, 1976).

A stored vector is large, and unpacking it is what a search costs. So the inverted indexes alone pick the
MOST documents that are likely to rank high (`_LIKELY`), and only those are unpacked and ranked. The
planner does not know that cost, and would read every vector when a word is common: it is not shown the
words, but a subquery or a column that has them.
"""

import math
from collections import Counter
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import BooleanField, F, FloatField, QuerySet, Value
from django.db.models.expressions import CombinedExpression, RawSQL

from .models import Document, Kind

LONGEST_QUERY = 400  # characters
MOST_WORDS = 24
MOST = 500  # documents that are ranked and listed, and of each kind counted
RANK_WEIGHTS = "{0.1, 0.3, 0.6, 1.0}"  # replies, question and answer, tags, title
ALIKE = 0.45  # trigram word similarity of a misspelt title

_WORDS = """
    SELECT lexeme, (
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
    WITH asked AS (SELECT %s::text[] AS audiences, %s::text AS one_kind, %s::text AS one_tag)
    SELECT id FROM (
        SELECT found.id, found.changed_at, word.weight * found.share AS gain
        FROM asked, unnest(%s::text[], %s::float8[]) AS word (query, weight) CROSS JOIN LATERAL (
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
        SELECT id, changed_at, 1000 FROM asked, finding_document WHERE title ILIKE %s AND <seen>
    ) AS gains
    GROUP BY id ORDER BY sum(gain) DESC, max(changed_at) DESC, id DESC LIMIT %s
""".replace(
    "<seen>",
    "audience = ANY (audiences) AND one_kind IN ('', kind) AND (one_tag = '' OR one_tag = ANY (tags))",
)


@dataclass(frozen=True)
class Word:
    """A word of the question as the index knows it, and how much finding it says."""

    lexeme: str
    weight: float

    @property
    def query(self) -> str:
        """The word as a tsquery literal, so that nothing in it is taken for an operator."""
        return "'" + self.lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


@dataclass(frozen=True)
class Question:
    """What is looked for, in which words, and among what."""

    text: str
    words: list[Word]
    audiences: list[str]
    tag: str = ""


def ask(text: str, *, audiences: list[str], tag: str = "") -> Question:
    """Learn how much each word of a question says. One query, or none."""
    text = text.replace("\x00", " ").strip()[:LONGEST_QUERY]
    return Question(text, _words(text), audiences, tag)


def matching(question: Question) -> QuerySet[Document]:
    """Return all documents that hold any of the words, or without words those with the tag, in no order."""
    documents = Document.objects.filter(audience__in=question.audiences)
    if question.tag:
        documents = documents.filter(tags__contains=[question.tag])
    if question.words:
        any_word = " | ".join(word.query for word in question.words)
        held = RawSQL("vector @@ (SELECT %s::tsquery)", [any_word], output_field=BooleanField())
        return documents.filter(held)
    return documents if question.tag and not question.text else documents.none()


def best(question: Question, *, kind: str = "") -> QuerySet[Document]:
    """Return the documents that the question's audiences may see, best first, with `.rank`. One query.

    At most MOST. Without words (empty text, or only words such as "the") all with the tag, newest first.
    """
    if question.words:
        likely = Document.objects.filter(pk__in=_likely(question, kind)).defer("vector")
        return likely.annotate(rank=_rank(question)).order_by(F("rank").desc(), "-changed_at", "-pk")
    documents = matching(question).filter(kind=kind) if kind else matching(question)
    return documents.defer("vector").annotate(rank=Value(0.0)).order_by("-changed_at", "-pk")


def alike(text: str, *, audiences: list[str]) -> QuerySet[Document]:
    """Return documents whose title resembles `text`, for when no word of it is known."""
    with (
        connection.cursor() as cursor
    ):  # what the index's operator takes for similar; PostgreSQL's own is 0.6
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [str(ALIKE)])
    return (
        Document.objects.filter(audience__in=audiences)
        .defer("vector")
        .annotate(rank=TrigramWordSimilarity(text[:LONGEST_QUERY], "title"))
        .filter(title__trigram_word_similar=text[:LONGEST_QUERY])
        .order_by("-rank", "-changed_at")
    )


def counts_by_kind(documents: QuerySet[Document]) -> dict[str, int]:
    """Return how many of these documents there are of each kind; MOST + 1 says that there are more."""
    kinds = [
        documents.filter(kind=kind).order_by().values_list("kind", flat=True)[: MOST + 1]
        for kind in Kind.values
    ]
    return dict(Counter(kinds[0].union(*kinds[1:], all=True)))


def _words(text: str) -> list[Word]:
    """Return the words of the question with their weights: rare ones weigh more. One query, or none."""
    if not text:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [text, MOST_WORDS])
        rows = cursor.fetchall()
    return [Word(lexeme, _idf(holding, total)) for lexeme, holding, total in rows if holding]


def _idf(holding: int, total: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def _likely(question: Question, kind: str) -> RawSQL:
    """Return the keys of the documents that are worth ranking, by the inverted indexes alone."""
    title = connection.ops.prep_for_like_query(question.text)
    queries = [word.query for word in question.words]
    weights = [word.weight for word in question.words]
    asked = [question.audiences, kind, question.tag]
    return RawSQL(_LIKELY, [*asked, queries, weights, title, MOST])  # noqa: S611 (every value is a parameter)


def _rank(question: Question) -> CombinedExpression:
    """Return the relevance of a document; a title that was typed exactly comes before all."""
    terms = " + ".join("%s * ts_rank(%s::float4[], vector, %s::tsquery, 1)" for _ in question.words)
    params: list = []
    for word in question.words:
        params += [word.weight, RANK_WEIGHTS, word.query]
    # `terms` repeats one constant; every value is a parameter
    relevance = RawSQL(f"({terms})", params, output_field=FloatField())  # noqa: S611
    exact_title = RawSQL(
        "(CASE WHEN lower(title) = lower(%s) THEN 1000 ELSE 0 END)",
        [question.text],
        output_field=FloatField(),
    )
    return relevance + exact_title
