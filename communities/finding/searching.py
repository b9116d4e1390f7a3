"""Finding: candidates by words and by meaning, weighed into one order, for the audiences of a reader.

`find` is the way in for pages. `ask`, `best`, `matching` and `alike` are its first stage, by words alone, as
queries of documents: for lists that need to be quick more than clever.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import BooleanField, F, FloatField, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

from . import lexical, nearest, passages, spelling, synonyms
from .asked import Hit, Passage, Query, Results
from .lexical import LONGEST_QUERY, MOST, Candidate, Word
from .models import Document, Kind
from .narrowing import Narrowing
from .weighing import weigh

ALIKE = 0.45  # trigram word similarity of a misspelt title
MOST_ASKED = 10  # phrases, tags and the like of one query
FEW = 3  # results, with which another spelling is thought of
MOST_BY_MEANING = 30  # documents that hold none of the words


def find(query: Query, *, audiences: list[str], first: int = 0, most: int = 20) -> Results:
    """Return what these audiences find, best first: `most` hits from the `first` one on.

    Words that are misspelt are looked for as they are spelt elsewhere when nothing fits otherwise.
    """
    query = _cleaned(query)
    if query.is_empty:
        return Results()
    found, words, also = _candidates(query, audiences)
    if len(found) >= FEW or not query.text:
        return _results(query, found, words, first, most, synonyms=also)
    return _otherwise(query, audiences, found, words, also, first, most)


def _otherwise(query, audiences, found, words, also, first, most) -> Results:
    """Little or nothing fits: is it spelt otherwise?"""
    spelt = spelling.meant(query.text, audiences=audiences)
    if spelt:
        respelt = replace(query, text=spelt)
        others, their_words, their_also = _candidates(respelt, audiences)
        if others and not found:
            results = _results(respelt, others, their_words, first, most, synonyms=their_also)
            return replace(results, meant=spelt, is_for_meant=True)
        results = _results(query, found, words, first, most, synonyms=also)
        return replace(results, meant=spelt if len(others) > len(found) else "")
    if found or query != Query(text=query.text, kinds=query.kinds):
        return _results(query, found, words, first, most, synonyms=also)
    titles = [
        Candidate(each.pk, each.kind, each.changed_at)
        for each in alike(query.text, audiences=audiences)[:MOST]
    ]
    return replace(_results(query, titles, [], first, most), resembling=bool(titles))


def _candidates(
    query: Query, audiences: list[str]
) -> tuple[list[Candidate], list[Word], tuple[tuple[str, str], ...]]:
    """All that may be shown, best first, with the words that were looked for."""
    found, words, also = gather(query, audiences)
    is_asked = bool(query.text or query.phrases)
    return weigh(found, now=timezone.now()) if is_asked else found, words, also


def gather(
    query: Query, audiences: list[str]
) -> tuple[list[Candidate], list[Word], tuple[tuple[str, str], ...]]:
    """The same before anything is weighed. Two queries, and as many again for synonyms and for meaning."""
    narrowing = Narrowing(replace(query, kinds=()), audiences)
    text = " ".join([query.text, *query.phrases]).strip()
    words = lexical.words_of(text)
    if not text:
        return lexical.newest(narrowing), [], ()
    more, also = synonyms.words_for(text, words)
    words = [*words, *more]
    found = lexical.holding(words, query.text, narrowing) if words else []
    return _with_meaning(text, found, narrowing), words, also


def _with_meaning(text: str, found: list[Candidate], narrowing: Narrowing) -> list[Candidate]:
    """Add how close each candidate is in meaning, and those that are close without holding a word."""
    close = nearest.nearest(text, narrowing)
    if not close:
        return found
    held = {each.pk for each in found}
    close |= nearest.closeness(text, [each.pk for each in found[:100] if each.pk not in close])
    for each in found:
        each.meaning = close.get(each.pk, 0.0)
    others = [key for key, value in close.items() if key not in held and value >= nearest.CLOSE]
    others = (
        sorted(others, key=lambda key: -close[key])[:MOST_BY_MEANING] if not narrowing.has_phrases else []
    )
    new = lexical.among(others)
    for each in new:
        each.meaning = close[each.pk]
    return [*found, *new]


def _results(
    query: Query, found: list[Candidate], words: Sequence[Word], first: int, most: int, *, synonyms=()
) -> Results:
    counts = Counter(each.kind for each in found)
    listed = [each for each in found if each.kind in query.kinds] if query.kinds else found
    return Results(
        hits=_hits(listed[first : first + most], words),
        counts=dict(counts),
        total=len(listed),
        is_cut=len(found) >= MOST,
        synonyms=synonyms,
    )


def _hits(found: list[Candidate], words: Sequence[Word]) -> list[Hit]:
    """The documents with their passages. One query, or none."""
    documents = Document.objects.defer("vector").in_bulk([each.pk for each in found]) if found else {}
    stems = passages.stems_of([(word.lexeme, word.weight) for word in words])
    return [
        Hit(
            documents[each.pk],
            _passage(documents[each.pk], stems),
            each.rank,
            bool(each.meaning and not each.words),
        )
        for each in found
        if each.pk in documents
    ]


def _passage(document: Document, stems: list[tuple[str, float]]) -> Passage:
    return passages.passage(document.body, stems)


def _cleaned(query: Query) -> Query:
    """The query without what PostgreSQL can't take, and no longer than somebody types."""
    return replace(
        query,
        text=_clean(query.text),
        phrases=_all_clean(query.phrases),
        without=_all_clean(query.without),
        tags=_all_clean(query.tags),
        levels=_all_clean(query.levels),
        kinds=_all_clean(query.kinds),
    )


def _all_clean(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, map(_clean, texts[:MOST_ASKED])))


def _clean(text: str) -> str:
    return " ".join(text.replace("\x00", " ").split())[:LONGEST_QUERY]


# --- by words alone -------------------------------------------------------------------------------


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
    return Question(text, lexical.words_of(text), audiences, tag)


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
    if not question.words:
        documents = matching(question).filter(kind=kind) if kind else matching(question)
        return documents.defer("vector").annotate(rank=Value(0.0)).order_by("-changed_at", "-pk")
    tags = (question.tag,) if question.tag else ()
    narrowing = Narrowing(Query(kinds=(kind,) if kind else (), tags=tags), question.audiences)
    likely, parameters = lexical.likely_of(question.words, question.text, narrowing)
    keys = RawSQL(f"SELECT id FROM ({likely}) AS likely", parameters)  # noqa: S608, S611 (parameters)
    found = Document.objects.filter(pk__in=keys).defer("vector")
    return found.annotate(rank=_rank(question)).order_by(F("rank").desc(), "-changed_at", "-pk")


def _rank(question: Question) -> RawSQL:
    """The relevance of a document; a title that was typed exactly comes before all."""
    terms, values = lexical.rank_of(question.words, held="vector")
    exact = f"(CASE WHEN lower(title) = lower(%s) THEN {lexical.EXACT} ELSE 0 END)"
    values = [*values, question.text]
    return RawSQL(f"({terms} + {exact})", values, output_field=FloatField())  # noqa: S611 (parameters)


def alike(text: str, *, audiences: list[str]) -> QuerySet[Document]:
    """Return documents whose title resembles `text`, for when no word of it is known."""
    with connection.cursor() as cursor:  # what the index's operator takes for similar; its own is 0.6
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
        documents.filter(kind=kind).order_by().values_list("kind", flat=True)[: lexical.MOST + 1]
        for kind in Kind.values
    ]
    return dict(Counter(kinds[0].union(*kinds[1:], all=True)))
