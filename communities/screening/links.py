"""Links that are not what they look like, and how many there are."""

import re
from collections.abc import Callable, Iterator
from unicodedata import normalize

from .contacts import GOVERNMENT
from .normalizing import Normal, normalise
from .numbers import Span

LINK = re.compile(
    r"https?://([^\s<>\"'`/?#\\)\]]{1,255})[^\s<>\"'`)\]]{0,2000}|\bwww\.[^\s<>\"'`)\]]{1,2000}",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\[([^\[\]\n]{1,300})\]\(\s?<?https?://([^\s<>/?#()]{1,255})(?=[\s<>/?#)])[^()\n]{0,600}\)",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"^\s*(?:https?://)?((?:[a-z0-9-]{1,63}\.){1,5}(?:gov|mil|com|org|net|edu|us|info))(?:[/:?#]\S*)?\s*$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3}){3}|0x[0-9a-f]{6,8}|\d{8,10})$", re.IGNORECASE)
_AT_HOME = re.compile(r"^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.")

Official = Callable[[str], bool]


def lookalikes(text: Normal, is_official: Official = lambda domain: False) -> Iterator[Span]:
    """Links that pretend to lead to somebody else, most of all to a government."""
    named = []
    for found in _NAMED.finditer(text.text):
        shown, host = _SHOWN.match(found[1]), _host(found[2])
        if shown is None or _same(shown[1].lower(), host):
            continue
        is_real = _is_government(host, is_official) and "@" not in found[2]
        if not is_real and _is_government(shown[1].lower(), is_official):
            named.append(found.span())
    yield from named
    for found in LINK.finditer(text.text):
        start, end = found.span()
        if any(first <= start < last for first, last in named):
            continue
        if found[1] and _pretends(found[1], _typed_host(text, found), is_official):
            yield start, end - len(found[0]) + len(found[0].rstrip(".,;:!?*"))


def count_links(text: str) -> int:
    """How many different links a text has."""
    return len({found[0].rstrip(".,;:!?").lower() for found in LINK.finditer(text)})


def _typed_host(text: Normal, found: re.Match[str]) -> str:
    start, end = text.span(*found.span(1))
    return text.source[start:end]


def _pretends(authority: str, typed: str, is_official: Official) -> bool:
    user, at, _rest = authority.rpartition("@")
    host = _host(authority)
    if at and "." in user:
        return True  # https://irs.gov@somewhere.else
    if _NUMBERED.match(host):
        return not _AT_HOME.match(host)
    if _is_mixed(host, typed):
        return True
    return not _is_government(host, is_official) and _has_government_inside(host)


def _is_mixed(host: str, typed: str) -> bool:
    """Whether letters of another script make a name that reads as a plain one."""
    if "xn--" in host:
        try:
            host = host.encode("ascii").decode("idna")
        except UnicodeError:
            return True
        typed = host
    strange = not normalize("NFKC", typed).isascii()
    if strange and GOVERNMENT.search(host):
        return True
    return not host.isascii() and normalise(host).folded.isascii()


def _has_government_inside(host: str) -> bool:
    """nih.gov.example.com, nih-gov.com: not gov.uk, which only that government has."""
    labels = host.split(".")
    if len(labels) >= 2 and labels[-2] in ("gov", "mil", "gouv", "gob", "gc") and len(labels[-1]) == 2:
        return False
    parts = host.replace("-", ".").split(".")[:-1]
    return any(part in ("gov", "mil") for part in parts[1:])


def _host(authority: str) -> str:
    return authority.rpartition("@")[2].partition(":")[0].rstrip(".").lower()


def _same(shown: str, host: str) -> bool:
    shown, host = shown.removeprefix("www."), host.removeprefix("www.")
    return host == shown or host.endswith(f".{shown}") or shown.endswith(f".{host}")


def _is_government(domain: str, is_official: Official) -> bool:
    return GOVERNMENT.search(domain) is not None or is_official(domain)
