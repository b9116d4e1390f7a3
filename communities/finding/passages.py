"""The part of a document that says most of what is looked for, with the words marked."""

import re
from collections import Counter
from collections.abc import Sequence

from .asked import Passage

LONGEST = 240  # characters
BEFORE = 40  # characters that lead to the first word
MOST_SPOTS = 300
LOOKED_AT = 20_000  # characters of a document


def passage(body: str, stems: Sequence[tuple[str, float]]) -> Passage:
    """Pick the stretch whose words weigh most, each once. `stems` are beginnings of words, with weights."""
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
    for match in re.finditer(_any_of(stems), body[:LOOKED_AT], flags=re.IGNORECASE):
        word = match[0].lower()
        stem, weight = next((each for each in weights if word.startswith(each[0])), (word, 0.0))
        spots.append((match.start(), stem, weight))
        if len(spots) == MOST_SPOTS:
            break
    return max(_heaviest(spots) - BEFORE, 0)


def _heaviest(spots: list[tuple[int, str, float]]) -> int:
    """Where the stretch begins whose different words weigh most: a window that moves along the spots."""
    best, most, end, total = 0, 0.0, 0, 0.0
    held: Counter[str] = Counter()
    for start, stem, weight in spots:
        while end < len(spots) and spots[end][0] < start + LONGEST - BEFORE:
            total += 0.0 if held[spots[end][1]] else spots[end][2]
            held[spots[end][1]] += 1
            end += 1
        if total > most:
            best, most = start, total
        held[stem] -= 1
        total -= 0.0 if held[stem] else weight
    return best


def _any_of(stems: Sequence[tuple[str, float]]) -> str:
    ordered = sorted({stem for stem, _weight in stems}, key=len, reverse=True)
    return r"\b(?:" + "|".join(re.escape(stem) for stem in ordered) + r")\w*"
