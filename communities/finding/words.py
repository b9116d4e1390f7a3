"""Texts as the index reads them: without accents, and with those words kept that stemming would lose.

PostgreSQL's parser drops signs ("C++", "#AskFAFSA", "@usgs"), and its English dictionary drops words that are
also names ("IT", "WHO", "US"). Both are written in letters, in documents and in questions alike, so that
English and the words as they stand are side by side in one vector.
"""

import re
from unicodedata import combining, normalize

SIGNED = {"c++": "cplusplus", "c#": "csharp", "f#": "fsharp", ".net": "dotnet", "a/b": "abtest"}
_SIGNED = re.compile(r"(?<![\w.])(?:c\+\+|[cf]#|\.net\b|a/b\b)", re.IGNORECASE)
_NAMED = re.compile(r"(?<![\w/@#.])([#@])([A-Za-z]\w+)")
# English stop words that are names when they stand in capitals in a text that is not all in capitals
_CAPITALS = re.compile(r"\b(?:IT|US|WHO|AM|PM|IS|OR|IN|DO|ME|CAN|ALL|ON|OFF|OWN|WE)\b")
_LOWER = re.compile(r"[a-z]")


def readable(text: str) -> str:
    """The text as both sides of the index read it."""
    text = unaccented(text.replace("\x00", " "))
    text = _SIGNED.sub(lambda found: f" {SIGNED[found[0].lower()]} ", text)
    text = _NAMED.sub(_both, text)
    shouts = not _LOWER.search(text) and len(text) > 4
    return text if shouts else _CAPITALS.sub(lambda found: f"{found[0]} called{found[0].lower()}", text)


def unaccented(text: str) -> str:
    """Letters without their accents: "résumé" is "resume"."""
    if text.isascii():
        return text
    return "".join(letter for letter in normalize("NFKD", text) if not combining(letter))


def _both(found: re.Match) -> str:
    """A hashtag or a handle as its word, and as itself: #AskFAFSA is AskFAFSA, and hashAskFAFSA."""
    sign = "hashtag" if found[1] == "#" else "handle"
    return f"{found[2]} {sign}{found[2]}"
