"""Ranking documents for a question in a person's own words.

A question is never required to match whole: its words are joined by OR, and documents that hold more
of them, and rarer ones, rank higher. `ts_rank` knows nothing of rarity, so each word's weight is its
inverse document frequency among the documents (BM25's idf; Robertson and Spärck Jones, 1976).
"""

import math
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Count, F, FloatField, QuerySet, Value
from django.db.models.expressions import RawSQL

from .models import Document

LONGEST_QUERY = 400  # characters
MOST_WORDS = 24
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


@dataclass(frozen=True)
class Word:
    """A word of the question as the index knows it, and how much finding it says."""

    lexeme: str
    weight: float


def search(text: str, *, audiences: list[str], kind: str = "", tag: str = "") -> QuerySet[Document]:
    """Return the documents that these audiences may see, best first, with `.rank`.

    Without words (empty text, or only words such as "the"), those with the tag come newest first.
    """
    documents = Document.objects.filter(audience__in=audiences).defer("vector")
    if kind:
        documents = documents.filter(kind=kind)
    if tag:
        documents = documents.filter(tags__contains=[tag])
    words = _words(text)
    if words:
        return _ranked(documents, text, words)
    if tag and not text.strip():
        return documents.annotate(rank=Value(0.0)).order_by("-changed_at", "-pk")
    return documents.none()


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
    """Return how many of these documents there are of each kind."""
    rows = documents.order_by().values_list("kind").annotate(count=Count("pk"))
    return dict(rows)


def _words(text: str) -> list[Word]:
    """Return the words of the question with their weights: rare ones weigh more. One query, or none."""
    text = text.replace("\x00", " ")[:LONGEST_QUERY]
    if not text.strip():
        return []
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [text, MOST_WORDS])
        rows = cursor.fetchall()
    return [Word(lexeme, _idf(holding, total)) for lexeme, holding, total in rows if holding]


def _idf(holding: int, total: int) -> float:
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


def _ranked(documents: QuerySet[Document], text: str, words: list[Word]) -> QuerySet[Document]:
    any_word = " | ".join(_quoted(word.lexeme) for word in words)
    terms = " + ".join("%s * ts_rank(%s::float4[], vector, %s::tsquery, 1)" for _ in words)
    params: list = []
    for word in words:
        params += [word.weight, RANK_WEIGHTS, _quoted(word.lexeme)]
    # `terms` repeats one constant; every value is a parameter
    relevance = RawSQL(f"({terms})", params, output_field=FloatField())  # noqa: S611
    exact_title = RawSQL(
        "(CASE WHEN lower(title) = lower(%s) THEN 1000 ELSE 0 END)",
        [text.strip()[:LONGEST_QUERY]],
        output_field=FloatField(),
    )
    return (
        documents.filter(
            pk__in=RawSQL("SELECT id FROM finding_document WHERE vector @@ %s::tsquery", [any_word])
        )
        .annotate(rank=relevance + exact_title)
        .order_by(F("rank").desc(), "-changed_at", "-pk")
    )


def _quoted(lexeme: str) -> str:
    """Return a lexeme as a tsquery literal, so that nothing in it is taken for an operator."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
