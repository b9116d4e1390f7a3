"""What may already answer a question that is being typed, and by which of its words."""

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from .models import Document, Kind
from .searching import ask, best

LOOKED_AT = 20  # of the best results
ENOUGH = 0.5  # of what the words of the question say together

_HELD = """ARRAY(
    SELECT word.lexeme FROM unnest(%s::text[], %s::text[]) AS word (lexeme, query)
    WHERE ts_filter(vector, '{a,b,c}') @@ word.query::tsquery
)"""


@dataclass(frozen=True)
class Resembling:
    """A document, and the words of the question that stand in its title, its tags or its question."""

    document: Document
    words: list[str]


def resembling(
    text: str, *, audiences: list[str], kinds: tuple[str, ...] = tuple(Kind.values), most: int = 5
) -> list[Resembling]:
    """Return what resembles a text enough to be worth a look, best first. At most two queries.

    A document must hold words that say at least half of what all words of the text say together.
    """
    question = ask(text, audiences=audiences)
    if not question.words:
        return []
    lexemes = [word.lexeme for word in question.words]
    queries = [word.query for word in question.words]
    held = RawSQL(_HELD, [lexemes, queries], output_field=ArrayField(TextField()))  # noqa: S611 (parameters)
    weights = {word.lexeme: word.weight for word in question.words}
    needed = ENOUGH * sum(weights.values())
    found = [
        Resembling(document, _as_typed(document.held, text))
        for document in best(question).annotate(held=held)[:LOOKED_AT]
        if document.kind in kinds and sum(weights[lexeme] for lexeme in document.held) >= needed
    ]
    return found[:most]


def _as_typed(lexemes: list[str], text: str) -> list[str]:
    """The words of the text that these lexemes stand for: "captions" for "caption"."""
    typed = [word.strip(".,;:!?“”\"'()") for word in text.split()]
    return [next((word for word in typed if _stands_for(lexeme, word)), lexeme) for lexeme in lexemes]


def _stands_for(lexeme: str, word: str) -> bool:
    stem = lexeme[: max(3, len(lexeme) - 1)]
    return word.lower().startswith(stem)
