"""A text as a reader's eye takes it: what hides words from a search is taken away, and places are kept.

Digits of other scripts and full-width signs become plain ones, marks and what has no width go, references
such as `&#45;` are resolved, and the signs of Markdown inside a word or a number go. Code stays: it is shown.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from unicodedata import category, decimal, normalize

_PLAIN = re.compile(r"[^&\\*`~_<\x80-\U0010ffff\x00-\x08\x0b-\x1f\x7f]*\Z")
_SPECIAL = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    r"|<!--[^<>]{0,100}-->"
    r"|\\(?=[!-/:-@\[-`{-~])"  # an escape: the sign after it is meant
    r"|[*`]+|~~"
    r"|(?<=[-\s])_{1,3}(?=\d)|(?<=\d)_{1,3}(?=[-\s])"
)
_NO_WIDTH = "\u115f\u1160\u3164\uffa0\u034f"
_DASHES = "\u2212\u2043\u02d7\u00ac"
# Letters of other scripts that look like Latin ones; each stands for one.
_LOOKS_LIKE = str.maketrans("аеорсухіјѕһԁԛԝвкмнтιοανρτυχκμβηеӏɡѵ", "aeopcyxijshdqwbkmhtioavptuxkubhelgv")


@dataclass(frozen=True)
class Normal:
    """A normalised text; `at[i]` is where its character `i` stands in the source, None when at `i` itself."""

    source: str
    text: str
    at: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the normalised text stands in what was typed."""
        if self.at is None:
            return start, end
        return self.at[start], self.at[end - 1] + self._width(end - 1)

    def _width(self, place: int) -> int:
        """How many typed characters became this one: a reference has several."""
        assert self.at is not None
        here = self.at[place]
        reference = _SPECIAL.match(self.source, here) if self.source[here] == "&" else None
        return reference.end() - here if reference else 1

    @property
    def folded(self) -> str:
        """Lower case, with letters that look like Latin ones as those; every character at its place."""
        lower = self.text.lower()
        if len(lower) != len(self.text):
            lower = "".join(each.lower() if len(each.lower()) == 1 else each for each in self.text)
        return lower if lower.isascii() else lower.translate(_LOOKS_LIKE)


def normalise(source: str) -> Normal:
    """The text without what hides words."""
    if _PLAIN.match(source):
        return Normal(source, source)
    parts: list[str] = []
    at: list[int] = []
    here = 0
    for special in _SPECIAL.finditer(source):
        _add(source, here, special.start(), parts, at)
        if special[0][0] == "&":
            meant = "".join(map(fold, unescape(special[0])))
            parts.append(meant)
            at += [special.start()] * len(meant)
        here = special.end()
    _add(source, here, len(source), parts, at)
    return Normal(source, "".join(parts), at)


def _add(source: str, start: int, end: int, parts: list[str], at: list[int]) -> None:
    part = source[start:end]
    if part.isascii() and (part.isprintable() or not _CONTROL.search(part)):
        parts.append(part)
        at += range(start, end)
        return
    for place, char in enumerate(part, start):
        meant = fold(char)
        parts.append(meant)
        at += [place] * len(meant)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@lru_cache(maxsize=4096)
def fold(char: str) -> str:
    """What one character stands for: nothing, a plain one, or several."""
    if char in "\n\t" or " " <= char <= "~":
        return char
    kind = category(char)
    if kind in ("Cf", "Cc", "Mn", "Me") or char in _NO_WIDTH:
        return "\n" if char == "\r" else ""
    if kind == "Pd" or char in _DASHES:
        return "-"
    if kind == "Zs" or char == "\u2800":
        return " "
    if kind in ("Zl", "Zp"):
        return "\n"
    if char in "\u00b7\u2022\u2219\u22c5":
        return "."
    if kind == "Nd":
        return str(decimal(char))
    return "".join(each for each in normalize("NFKD", char) if category(each) not in ("Mn", "Me"))
