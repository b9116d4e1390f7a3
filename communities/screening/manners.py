"""How something is said: in capitals throughout, or again and again."""

import re
from collections.abc import Iterable, Iterator

from .numbers import Span

_CODE = re.compile(r"```.{0,20000}?(?:```|\Z)|`[^`\n]{1,500}`|^(?: {4}|\t)[^\n]*$", re.DOTALL | re.MULTILINE)
_LOUD = re.compile(
    r"(?<![\w#])[A-Z][A-Z']{0,30}(?:[ ,.;:!?\n-]{1,3}[A-Z][A-Z']{0,30}(?![\w])){9,400}[!?]{0,20}"
)
_SIGNS = re.compile(r"(?:[!?]\s?){6,200}")
LOUD_LETTERS = 45
LONG_ENOUGH = 60  # letters of a text whose repetition matters


def shouted(text: str, *, is_title: bool = False) -> Iterator[Span]:
    """Parts in capitals throughout, and rows of exclamation marks; code is left out."""
    spoken = _CODE.sub(lambda found: " " * len(found[0]), text) if "`" in text or "    " in text else text
    if is_title:
        words = re.findall(r"[^\W\d_]{2,}", spoken)
        if len(words) >= 5 and spoken.upper() == spoken and sum(map(len, words)) >= 25:
            yield 0, len(text)
    else:
        for found in _LOUD.finditer(spoken):
            words = re.findall(r"[A-Z']+", found[0])
            if sum(map(len, words)) >= LOUD_LETTERS and len({*words}) > len(words) // 2:
                yield found.span()
    for found in _SIGNS.finditer(spoken):
        yield found.start(), found.start() + len(found[0].rstrip())


def print_of(text: str) -> str:
    """The letters and digits of a text, by which two are the same whatever stands between."""
    return "".join(re.findall(r"[^\W_]+", text.casefold()))


def times_said(text: str, recent: Iterable[str]) -> int:
    """How often somebody has published this already, in the texts given."""
    mine = print_of(text)
    if len(mine) < LONG_ENOUGH:
        return 0
    return sum(print_of(each) == mine for each in recent)
