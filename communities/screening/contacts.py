"""Finders of how to reach members of the public: telephone numbers, e-mail addresses, street addresses.

Pure functions of a normalised text; each returns places in it. What agencies publish of themselves is not
meant: .gov and .mil, the desks of an organisation, hot lines.
"""

import re
from collections.abc import Callable, Iterator

from communities.agencies.matching import is_free_mail

from . import near
from .lists import listed
from .numbers import Span

AGENCY_LINES = listed("agency_lines.txt")
FREE_CALLS = ("800", "833", "844", "855", "866", "877", "888", "900")

_NUMBER = re.compile(
    r"(?<![\w+])(?<!\d[-./,])(\+?1[-. ]{1,3}|\+1)?"
    r"(\([2-9][0-8]\d\)[-./ ]{0,3}|[2-9][0-8]\d[-./ ]{1,3})([2-9]\d\d)([-. ]{1,3})(\d{4})"
    r"(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\w]|[-./,]\d)"
)
_BARE = re.compile(r"(?<![\w.,/-])(\+1|1)?[2-9][0-8]\d[2-9]\d{6}(?![\w]|[-./,]\d)")
_ABROAD = re.compile(r"(?<![\w+])\+(?!1[\s\d(.-])[2-9]\d{0,2}(?:[-. ()]{0,3}\d){6,13}(?!\w)")
_SAYS_PHONE = re.compile(
    r"\b(?:call(?:s|ed|er|ing)?|(?:tele)?phones?|cell|mobile|tel|texts?|fax|reach|ring|dial|whatsapp"
    r"|voice ?mail|his number|her number|my number)\b",
    re.IGNORECASE,
)
_SAYS_OFFICE_LINE = re.compile(
    r"\b(?:press|newsroom|hot ?lines?|help ?(?:desk|line)|switchboard|main (?:line|number)|call cent(?:er|re)"
    r"|front desk|customer (?:service|care)|public affairs|media (?:line|desk|relations|inquir\w+|contact)"
    r"|tip ?line|duty (?:officer|phone)|toll[- ]free|tty|tdd|office|emergency|info(?:rmation)? line"
    r"|conference|dial[- ]in|bridge|meeting id|passcode|support)\b",
    re.IGNORECASE,
)

_LOCAL, _NAME = (
    r"[A-Za-z0-9_%+'-]{1,40}(?:\.[A-Za-z0-9_%+'-]{1,40}){0,5}",
    r"(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}",
)
_MAIL = re.compile(rf"(?<![\w.%+'-])({_LOCAL})\s?@\s?({_NAME})(?![\w-])")
_AT, _DOT = (
    r"(?:\s?[\[({<]\s?at\s?[\])}>]\s?|\s+at\s+|\s?@\s?)",
    r"(?:\s?[\[({<]\s?dot\s?[\])}>]\s?|\s+dot\s+|\s?\.\s?(?=com\b|net\b|org\b|me\b)|\.)",
)
_SPELT = re.compile(
    rf"(?<![\w.])([a-z0-9_+-]{{1,40}}(?:{_DOT}[a-z0-9_+-]{{1,40}}){{0,4}})({_AT})"
    rf"([a-z0-9-]{{1,40}}(?:{_DOT}[a-z0-9-]{{2,24}}){{1,4}})(?![\w-])",
    re.IGNORECASE,
)
_SPELLS = re.compile(
    r"@\s?[\w-]+\s?(?:[\[({<]\s?)?(?:dot\b|\.\s)|[\[({<]\s?at\s?[\])}>]|\sat\s+\w+(?:\.\w|\s+dot\s)",
    re.IGNORECASE,
)
_SAYS_DOT = re.compile(rf"{_DOT}", re.IGNORECASE)
DESKS = listed("desks.txt")
PLACEHOLDERS = listed("placeholders.txt")
EXAMPLES = re.compile(
    r"(?:^|\.)(?:example|test|invalid|localhost|local)$|(?:^|\.)example\.(?:com|org|net|gov|edu)$"
    r"|^(?:your|my)?-?(?:domain|company|site|agency|email|host|mail|name)\.(?:com|org|net|tld)$|^(?:foo|bar|pop)\.com$"
)
GOVERNMENT = re.compile(
    r"(?:^|\.)(?:gov|mil|fed\.us|(?:state|ci|co|city|county|town|k12|lib)\.[a-z]{2}\.us)$"
)

_STREET = re.compile(
    r"(?<![\w.,/-])\d{1,5}[A-D]?\s+(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.?\s+)?"
    r"(?:(?:[A-Z][A-Za-z']{1,20}\.?|\d{1,3}(?:st|nd|rd|th))\s+){1,3}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|Court|Ct|Boulevard|Blvd|Way|Place|Pl|Terrace|Ter|Circle"
    r"|Cir|Parkway|Pkwy|Trail|Trl|Loop|Highway|Hwy)\b\.?(?:\s(?:NW|NE|SW|SE)\b)?"
    r"(,?\s+(?:Apt|Apartment|Unit|Lot|Trailer|#)\.?\s?#?\s?\w{1,5}\b)?"
    r"(,?\s+(?:[A-Z][A-Za-z.]{1,20}\s?){1,3},?\s+[A-Z]{2}\s+\d{5}(?:-\d{4})?\b)?"
)
_STREET_AT_HOME = re.compile(  # in small letters, where the words before speak of a home
    r"(?:liv(?:es?|ed|ing)|home|house|resid(?:es|ing)|moved|address)(?: is| was)?(?: at| to| on|:|,)?\s+"
    r"(\d{1,5}\s+(?:[a-z']{2,20}\.?\s+){1,3}(?:street|st|avenue|ave|road|rd|drive|lane|ln|court|ct|boulevard|blvd|terrace"
    r"|circle|cir|parkway|trail))\b",
    re.IGNORECASE,
)
_SAYS_HOME = re.compile(
    r"\b(?:liv(?:es?|ed|ing)|home|house|resid(?:es?|ent|ents|ence)|tenants?|neighbou?rs?|apartment|landlord|evict\w*"
    r"|(?:my|her|his|their|home|mailing) address|mov(?:ed|ing) to|family)\b",
    re.IGNORECASE,
)
_SAYS_OFFICE = re.compile(
    r"\b(?:suite|room|floor|building|offices?|department|hall|library|headquarters|hq|court ?house"
    r"|cent(?:er|re)|agency|bureau|museum|school|station|visit us|meeting|event|hearing|federal"
    r"|plaza|laboratory|hospital|visitor|campus|university|park|clinic|post office|shelter)\b",
    re.IGNORECASE,
)


def phones(text: str, own: frozenset[str] = frozenset()) -> Iterator[Span]:
    """Telephone numbers, but not those of agencies, of offices and one's own."""
    for pattern in (_NUMBER, _BARE, _ABROAD):
        for found in pattern.finditer(text):
            start, end = found.span()
            digits = plain(found[0])
            if pattern is not _ABROAD:
                if not _is_line(digits) or digits in own:
                    continue
            elif digits in own:
                continue
            if not (near.has_label(text, start) or near.in_address(text, start)) and _rings(text, found):
                yield start, end


def plain(found: str) -> str:
    """A number without what stands between its digits, or an address in small letters, to compare it."""
    if "@" in found:
        return found.lower()
    digits = re.sub(r"\D", "", re.split("[xe]", found)[0])
    return digits[-10:] if not found.startswith("+") or digits.startswith("1") else digits


def _is_line(digits: str) -> bool:
    """Whether somebody can have this number at home (North American Numbering Plan)."""
    if digits[:3] in FREE_CALLS or digits[1:3] == "11" or digits[4:6] == "11":
        return False
    return digits not in AGENCY_LINES and len(set(digits[3:])) > 1


def _rings(text: str, found: re.Match) -> bool:
    """Whether a number with the looks of a telephone's is one, and not that of an office."""
    start, end = found.span()
    if _SAYS_OFFICE_LINE.search(near.around(text, start, end, before=50, after=25)):
        return False
    is_dressed = (
        "(" in found[0] or "+" in found[0] or (found.re is _NUMBER and re.search(r"\d\s?[-./]", found[0]))
    )
    if is_dressed:
        return True
    reach = 60 if found.re is _NUMBER else 20
    return _SAYS_PHONE.search(near.around(text, start, end, before=reach, after=20)) is not None


def emails(
    text: str, own: frozenset[str] = frozenset(), is_official: Callable[[str], bool] = lambda domain: False
) -> Iterator[Span]:
    """E-mail addresses of people, written plainly or spelt (“at”, “dot”); not of governments and desks."""
    taken = -1
    if "@" in text:
        for found in _MAIL.finditer(text):
            taken = found.end()
            if _is_persons(found[1], found[2], own, is_official):
                yield found.span()
    if not _SPELLS.search(text):
        return
    for found in _SPELT.finditer(text):
        if found.start() < taken and "@" in found[2]:
            continue
        local, domain = (_SAYS_DOT.sub(".", part) for part in (found[1], found[3]))
        plain = found[2].strip().lower() == "at"
        if plain and not (is_free_mail(domain.lower()) and ("." in local or " dot " in found[0].lower())):
            continue  # “look at gmail.com”
        if _is_persons(local, domain, own, is_official):
            yield found.span()


def _is_persons(local: str, domain: str, own: frozenset[str], is_official: Callable[[str], bool]) -> bool:
    local, domain = local.lower().lstrip("+'-_%"), domain.lower()
    if (
        not local
        or GOVERNMENT.search(domain)
        or EXAMPLES.search(domain)
        or local in PLACEHOLDERS
        or f"{local}@{domain}" in own
    ):
        return False
    if is_free_mail(domain):
        return True
    return local.partition("+")[0] not in DESKS and not is_official(domain)


def addresses(text: str) -> Iterator[Span]:
    """Street addresses where somebody lives: a flat, a home by the words round it, or a whole address."""
    for found in _STREET.finditer(text):
        start, end = found.span()
        home = _SAYS_HOME.search(near.around(text, start, end, before=50, after=30))
        office = _SAYS_OFFICE.search(near.around(text, start, end, before=80, after=60))
        if found[1] or home or (found[2] and not office):
            yield start, end
    for found in _STREET_AT_HOME.finditer(text):
        yield found.span(1)
