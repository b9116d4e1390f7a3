"""The part of a document that says most of what is looked for, with the words marked."""

import re
from collections.abc import Sequence

from .asked import Passage

LONGEST = 240  # characters
BEFORE = 40  # characters that lead to the first word
MOST_SPOTS = 300


def passage(body: str, stems: Sequence[tuple[str, float]]) -> Passage:
    """Pick the stretch whose words weigh most, each counted once. `stems` are beginnings of words, weighted."""
    start = _best_start(body, stems)
    part = body[start : start + LONGEST]
    if start:
        part = "… " + part.partition(" ")[2]
    if start + LONGEST < len(body):
        part = part.rpartition(" ")[0] + " …"
    return Passage(tuple(_pieces(part, stems)))


def stems_of(lexemes: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Beginnings by which the words of a text are known: "polici" finds policy and policies."""
    return [
        (lexeme[:-1] if len(lexeme) > 4 and lexeme[-1] in "iey" else lexeme, weight)
        for lexeme, weight in lexemes
        if lexeme.isascii() and lexeme.isalnum()
    ]


def _pieces(part: str, stems: Sequence[tuple[str, float]]) -> list[tuple[str, bool]]:
    if not stems:
        return [(part, False)] if part else []
    pieces = re.split(f"({_any_of(stems)})", part, flags=re.IGNORECASE)
    return [(piece, bool(at % 2)) for at, piece in enumerate(pieces) if piece]


def _best_start(body: str, stems: Sequence[tuple[str, float]]) -> int:
    if not stems:
        return 0
    weights = sorted(((stem.lower(), weight) for stem, weight in stems), key=lambda each: -len(each[0]))
    spots: list[tuple[int, str, float]] = []
    for match in re.finditer(_any_of(stems), body, flags=re.IGNORECASE):
        word = match[0].lower()
        stem, weight = next((each for each in weights if word.startswith(each[0])), (word, 0.0))
        spots.append((match.start(), stem, weight))
        if len(spots) == MOST_SPOTS:
            break
    best, most = 0, 0.0
    for start, _stem, _weight in spots:
        held = {stem: weight for at, stem, weight in spots if start <= at < start + LONGEST - BEFORE}
        if sum(held.values()) > most:
            best, most = start, sum(held.values())
    return max(best - BEFORE, 0)


def _any_of(stems: Sequence[tuple[str, float]]) -> str:
    ordered = sorted({stem for stem, _weight in stems}, key=len, reverse=True)
    return r"\b(?:" + "|".join(re.escape(stem) for stem in ordered) + r")\w*"
