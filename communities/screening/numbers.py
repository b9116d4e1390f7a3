"""Finders of numbers that nobody may publish: Social Security numbers and payment cards.

Pure functions of a normalised text; each returns places in it.
"""

import re
from collections.abc import Iterator

from . import near
from .lists import listed

Span = tuple[int, int]

_SEP = r"(?:\s{0,2}[-./_]\s{0,2}|\s{1,2})"
_SSN = re.compile(rf"(?<!\d)(?<!\d[-./,])(\d{{3}})({_SEP})(\d\d)({_SEP})(\d{{4}})(?!\d|[-./,]\d)")
_NINE = re.compile(r"(?<![\d.,-])(\d{3})()(\d\d)()(\d{4})(?![\d-]|[.,]\d)")
_SPACED = re.compile(r"(?<![\d.,] )(?<!\d)(\d \d \d) ()(\d \d) ()(\d \d \d \d)(?! ?\d)")
_SAYS_SSN = re.compile(
    r"(?<![a-z])(?:ssns?(?![a-z])|s\.s\.n|ss\s?(?:#|no\b|num)|social\s+sec|social\s{0,2}(?:#|:|no\b|num|is\b))",
    re.IGNORECASE,
)
ADVERTISED = frozenset(
    {"078051120", "219099999", "123456789", "457555462"}
)  # printed on cards and in textbooks

_RUN = re.compile(r"\d(?:[-. /_\n]{0,3}\d){12,60}")
_GROUP = re.compile(r"\d+")
_SAYS_CARD = re.compile(
    r"(?<![a-z])(?:cards?|visa|master\s?card|amex|american express|discover|diners|jcb|unionpay"
    r"|credit|debit|cvv|cvc|cc\s?#)(?![a-z])|(?<![a-z])exp(?:iry|ires|iration)?\b",
    re.IGNORECASE,
)
_EXPIRY = re.compile(r"\s{1,3}(?:0[1-9]|1[0-2])\s?/\s?\d\d")
_SHAPES = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (4, 4, 4, 4, 2), (4, 4, 4, 4, 1)}
# First digits, from and to, and how long such a number is (ISO/IEC 7812, as the schemes publish them).
_ISSUERS = (
    ("4", "4", (13, 16, 19)),
    ("51", "55", (16,)),
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),
    ("37", "37", (15,)),
    ("6011", "6011", (16, 17, 18, 19)),
    ("644", "659", (16, 17, 18, 19)),
    ("300", "305", (14,)),
    ("36", "36", (14,)),
    ("38", "39", (14,)),
    ("3528", "3589", (16, 17, 18, 19)),
    ("62", "62", (16, 17, 18, 19)),
)
TRIED_WITH = listed("test_cards.txt")  # numbers that payment services publish for trying


def is_ssn(area: str, group: str, serial: str) -> bool:
    """Whether the Social Security Administration gives out such numbers, and it is not an advertised one."""
    if area in ("000", "666") or area[0] == "9" or group == "00" or serial == "0000":
        return False
    return area + group + serial not in ADVERTISED and len({*area, *group, *serial}) > 1


def ssns(text: str) -> Iterator[Span]:
    """Social Security numbers: with hyphens as they are, in other dress where the text calls them so."""
    for pattern in (_SSN, _NINE, _SPACED):
        for found in pattern.finditer(text):
            area, first, group, second, serial = ("".join(each.split()) for each in found.groups())
            if not is_ssn(area, group, serial):
                continue
            start, end = found.span()
            said = _SAYS_SSN.search(near.around(text, start, end, before=60, after=30))
            if said or (first == second == "-" and not _is_of_something(text, start, end)):
                yield start, end


def _is_of_something(text: str, start: int, end: int) -> bool:
    """Whether a number is part of a longer name (AB-765-43-2187), or of an address, or has a label."""
    joined = text[start - 1 : start] in tuple("-_#") and text[max(0, start - 2) : start - 1].isalnum()
    letter = text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()
    return joined or letter or near.has_label(text, start) or near.in_address(text, start)


def is_card(digits: str) -> bool:
    """Whether a card can have this number: its first digits, its length and its checksum."""
    if digits in TRIED_WITH or len(set(digits)) < 3:
        return False
    known = any(
        first <= digits[: len(first)] <= last and len(digits) in lengths for first, last, lengths in _ISSUERS
    )
    return known and _checks(digits)


def _checks(digits: str) -> bool:
    """The checksum of Luhn."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def cards(text: str) -> Iterator[Span]:
    """Payment cards: as people write them, in any other dress where the text speaks of a card."""
    for run in _RUN.finditer(text):
        groups = [(run.start() + each.start(), each[0]) for each in _GROUP.finditer(run[0])]
        place = 0
        while place < len(groups):
            count = _card_from(text, groups, place)
            if count:
                start, (last, digits) = groups[place][0], groups[place + count - 1]
                yield start, last + len(digits)
            place += count or 1


def _card_from(text: str, groups: list[tuple[int, str]], first: int) -> int:
    """How many groups from this one on are a card; 0 when they are none."""
    digits = ""
    for count, (place, group) in enumerate(groups[first:], 1):
        digits += group
        if len(digits) > 19:
            return 0
        if len(digits) >= 13 and is_card(digits):
            chosen = groups[first : first + count]
            start, end = chosen[0][0], place + len(group)
            shape = tuple(len(each) for _start, each in chosen)
            alone = count == len(groups) or _EXPIRY.match(text, end) is not None
            if _is_meant(text, start, end, is_usual=alone and (count == 1 or shape in _SHAPES)):
                return count
    return 0


def _is_meant(text: str, start: int, end: int, *, is_usual: bool) -> bool:
    if _SAYS_CARD.search(near.around(text, start, end, before=60, after=40)):
        return True
    if not is_usual or near.has_label(text, start) or near.in_address(text, start):
        return False
    touching = text[start - 1 : start] if start else ""
    return not (touching.isalnum() or touching == "." or text[end : end + 1].isalnum())
