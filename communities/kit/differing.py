"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST = 250_000  # words compared with words: beyond it a passage counts as changed whole


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came or went."""

    text: str
    state: str = ""  # "", "added" or "removed"


def difference(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in their order, those that went before those that came."""
    old, new = _words(before), _words(after)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    middle = _compared(old[start : len(old) - end], new[start : len(new) - end])
    pieces = [Piece("".join(old[:start])), *middle, Piece("".join(old[len(old) - end :]))]
    return [piece for piece in pieces if piece.text]


def _words(text: str) -> list[str]:
    """Words with the space after them: together they are the text again."""
    return re.findall(r"^\s+|\S+\s*", text)


def _alike(old: list[str], new: list[str]) -> int:
    """How many words at the beginning are the same."""
    same = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        same += 1
    return same


def _compared(old: list[str], new: list[str]) -> list[Piece]:
    if len(old) * len(new) > MOST:
        return [Piece("".join(old), "removed"), Piece("".join(new), "added")]
    pieces = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("".join(old[a:b])))
        else:
            pieces += [Piece("".join(old[a:b]), "removed"), Piece("".join(new[c:d]), "added")]
    return pieces
