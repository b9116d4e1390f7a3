"""Watched words: what administrators write, and where it stands in a text.

A pattern is words, with two signs: `*` for the rest of a word and `#` for a digit. There are no regular
expressions, so no pattern can make the site wait: what is made of it tries a bounded number of ways.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from .normalizing import Normal, normalise
from .numbers import Span
from .verdicts import Answer

LONGEST, MOST_STARS, REST = 120, 2, 30  # characters, stars, and letters that a star stands for


@dataclass(frozen=True)
class Watched:
    """A pattern, what follows, and why."""

    pattern: str
    answer: Answer
    why: str


def problem_of(pattern: str) -> str:
    """What is wrong with a pattern, as a code; empty when nothing is."""
    if len(pattern) > LONGEST:
        return "long"
    if pattern.count("*") > MOST_STARS:
        return "stars"
    if len(re.sub(r"[^\w]|_", "", pattern)) < 2 and "#" not in pattern:
        return "short"
    return ""


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> tuple[str, re.Pattern[str]]:
    """What must stand in a text for the pattern to be looked for at all, and the pattern."""
    plain = normalise(pattern.replace("*", "\x00")[:LONGEST].replace("\x00", "\ue000")).folded
    made = []
    for word in plain.split():
        made.append(
            "".join(
                rf"[\w'-]{{0,{REST}}}" if sign == "\ue000" else r"\d" if sign == "#" else re.escape(sign)
                for sign in word
            )
        )
    sure = max(re.split(r"[\ue000#\s]+", plain), key=len, default="")
    before = r"(?<!\w)" if plain[:1].isalnum() else ""
    after = r"(?!\w)" if plain[-1:].isalnum() or plain[-1:] == "#" else ""
    return sure, re.compile(before + r"\s{1,20}".join(made) + after)


def places_of(text: Normal, watched: Iterable[Watched]) -> Iterator[tuple[Watched, Span]]:
    """Where watched words stand in the normalised text."""
    folded = text.folded
    for each in watched:
        sure, pattern = _compiled(each.pattern)
        if sure in folded:
            for found in pattern.finditer(folded):
                if found.end() > found.start():
                    yield each, found.span()
