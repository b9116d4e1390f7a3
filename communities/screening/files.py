"""The words of a file that somebody attached: a PDF, a Word, Excel or PowerPoint file, or plain text.

For the worker: it takes its time, and stops at limits. What nobody can read has no words.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from itertools import islice
from time import monotonic
from typing import IO

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from .screening import screen
from .verdicts import Answer, Screened

MOST_CHARACTERS = 2_000_000
MOST_PAGES = 500
MOST_SECONDS = 60
_LARGEST_PART = 20_000_000  # bytes of one part of an Office file, unpacked
_PARTS = re.compile(
    r"(?:word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*)"
    r"|xl/(?:sharedStrings|comments\d*|worksheets/sheet\d+)|ppt/(?:slides|notesSlides)/\w+|docProps/core)\.xml"
)
_ENDS = re.compile(r"</(?:w:p|w:tc|a:p|si|c|row|dc:\w+|cp:\w+)>|<w:(?:br|tab)/>")
_TAG = re.compile(r"<[^<>]{0,5000}>")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, LookupError, EOFError),
    *(PyPdfError, RuntimeError, TypeError, AttributeError, RecursionError, ZeroDivisionError),
)


class Locked(Exception):
    """A file opens only with a password, so nobody can look through it."""


def screen_file(file: IO[bytes], name: str) -> Screened:
    """Look through a file and its name. Raises Locked."""
    named = screen(re.sub(r"[_.]+", " ", name))
    return Screened((*named.findings, *screen(text_of(file)).findings))


def why_refused(file: IO[bytes], name: str) -> str:
    """Why nobody may get this file; empty when they may. It names the kind of what was found."""
    try:
        found = screen_file(file, name).of(Answer.HOLD, Answer.REFUSE)
    except Locked:
        return _("It opens only with a password, so it can’t be checked. Save it without one.")
    return " ".join(dict.fromkeys(each.why for each in found))


def text_of(file: IO[bytes]) -> str:
    """All words of a file as far as the limits go. Raises Locked."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        pieces = _pdf(file)
    elif head.startswith(b"PK\x03\x04"):
        pieces = _office(file)
    else:
        pieces = iter([file.read(4 * MOST_CHARACTERS).decode("utf-8", "replace")])
    return _joined(pieces)


def _joined(pieces: Iterator[str]) -> str:
    until, found, length = monotonic() + MOST_SECONDS, [], 0
    try:
        for piece in pieces:
            found.append(piece)
            length += len(piece)
            if length > MOST_CHARACTERS or monotonic() > until:
                break
    except _BROKEN:
        pass  # what was read until here is looked through
    return "\n".join(found)[:MOST_CHARACTERS]


def _pdf(file: IO[bytes]) -> Iterator[str]:
    reader = PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked
    if reader.metadata:
        yield "\n".join(str(value) for value in reader.metadata.values())
    for page in islice(reader.pages, MOST_PAGES):
        yield page.extract_text()


def _office(file: IO[bytes]) -> Iterator[str]:
    with zipfile.ZipFile(file) as packed:
        for name in packed.namelist():
            if _PARTS.fullmatch(name):
                with packed.open(name) as part:
                    marked = part.read(_LARGEST_PART).decode("utf-8", "replace")
                yield unescape(_TAG.sub("", _ENDS.sub("\n", marked)))
