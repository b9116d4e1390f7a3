"""What a file is, by its content and never by its name."""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from django.core.files.base import File

_OFFICE = {  # the folder that only this kind of document has
    "word/": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
_MOST_ENTRIES = 5_000  # of the list in a zip file; of its contents only the list of types is unpacked
_TYPES = "[Content_Types].xml"  # what each part of an Office file is, whatever it is called
_LONGEST_LIST = 1_000_000  # bytes of that list
_MACROS = re.compile(rb"macroenabled|vbaproject|macrosheet", re.IGNORECASE)
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, LookupError, EOFError),
    RuntimeError,  # encrypted, or packed in a way that Python does not know
)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_CONTROLS = frozenset(range(32)) - {9, 10, 13}


@dataclass(frozen=True)
class FileType:
    """How a file is named and sent."""

    extension: str
    content_type: str


def is_picture(file: File) -> bool:
    """Whether a file begins like a JPEG, PNG or WebP picture."""
    head = _head(file, 12)
    return head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def type_of(file: File) -> FileType | None:
    """PDF, Word, Excel, PowerPoint without macros, or CSV; None for everything else."""
    head = _head(file, 8)
    if head.startswith(b"%PDF-"):
        return FileType("pdf", "application/pdf")
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    return FileType("csv", "text/csv; charset=utf-8") if _is_csv(file) else None


def _head(file: File, length: int) -> bytes:
    file.seek(0)
    head = file.read(length)
    file.seek(0)
    return head


def _office(file: File) -> FileType | None:
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            with packed.open(_TYPES) as listed:
                types = listed.read(_LONGEST_LIST)
    except _BROKEN:
        return None
    finally:
        file.seek(0)
    if len(names) > _MOST_ENTRIES or len(types) == _LONGEST_LIST or _MACROS.search(types):
        return None
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) for name in names):
        return None
    found = [kind for folder, kind in _OFFICE.items() if any(name.startswith(folder) for name in names)]
    return FileType(*found[0]) if len(found) == 1 else None


def _is_csv(file: File) -> bool:
    """Text in UTF-8 whose first lines have a separator, and that is no page or program."""
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    lines = [line for line in text[:10_000].splitlines() if line.strip()][:3]
    if not lines or any(byte in _CONTROLS for byte in content) or lines[0].lstrip().startswith(("<", "#!")):
        return False
    return any(all(separator in line for line in lines) for separator in (",", ";", "\t"))
