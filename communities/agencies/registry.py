"""The files that say which domain belongs to whom: read whole, or refused with every line that is wrong."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .models import Level, Source

DATA = Path(__file__).parent / "data"
GOV, MIL, ABBREVIATIONS = DATA / "gov.csv", DATA / "mil.csv", DATA / "abbreviations.csv"

DOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
BLANK = "(blank)"  # a literal value in the registry
LONGEST_NAME = 250
LEVELS = {
    "Federal": Level.FEDERAL,
    "Federal - Executive": Level.EXECUTIVE,
    "Federal - Legislative": Level.LEGISLATIVE,
    "Federal - Judicial": Level.JUDICIAL,
    "State or territory": Level.STATE,
    "County": Level.COUNTY,
    "City": Level.CITY,
    "Tribal": Level.TRIBAL,
    "Interstate": Level.INTERSTATE,
    "Special district": Level.SPECIAL,
    "School district": Level.SCHOOL,
}
FEDERAL = {Level.FEDERAL, Level.EXECUTIVE, Level.LEGISLATIVE, Level.JUDICIAL}


class BadFile(Exception):
    """A file can't be loaded. `problems` names each line; nothing of it was loaded."""

    def __init__(self, name: str, problems: list[str]):
        super().__init__(f"{name}: {len(problems)} problems, nothing was loaded\n" + "\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Row:
    """One domain as a file gives it, checked."""

    domain: str
    level: str
    organization: str
    bureau: str
    state: str


@dataclass(frozen=True)
class Format:
    """A kind of file: the columns it must have, and how a line becomes a row."""

    source: Source
    columns: tuple[str, ...]
    to_row: Callable[[dict[str, str]], Row]


def read(name: str, content: bytes | str, format_: Format | None = None) -> tuple[Format, list[Row]]:
    """Return the rows of a file, and its format, which its columns tell when it isn't given.

    Raises BadFile naming each line that can't be used.
    """
    reader = csv.DictReader(io.StringIO(_text(name, content), newline=""), strict=True)
    try:
        format_ = format_ or _recognized(name, reader.fieldnames or [])
        if lacking := [each for each in format_.columns if each not in (reader.fieldnames or [])]:
            raise BadFile(name, [f"line 1: no column {each!r}" for each in lacking])
        rows, problems = _rows(reader, format_)
    except csv.Error as error:
        raise BadFile(name, [f"after line {reader.line_num}: {error}"]) from error
    if problems:
        raise BadFile(name, problems)
    return format_, rows


def _text(name: str, content: bytes | str) -> str:
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n")
        raise BadFile(name, [f"after line {line}: this is not text in UTF-8"]) from error
    if "\0" in text:
        line = text.partition("\0")[0].count("\n")
        raise BadFile(name, [f"after line {line}: this is not text"])
    return text.removeprefix("\ufeff")


def _recognized(name: str, columns) -> Format:
    for format_ in (GOV_FILE, MIL_FILE):
        if format_.columns[0] in columns:
            return format_
    kinds = [", ".join(repr(each) for each in format_.columns) for format_ in (GOV_FILE, MIL_FILE)]
    raise BadFile(
        name,
        [f"line 1: the registry has the columns {kinds[0]}; the .mil table {kinds[1]}. These are others"],
    )


def _rows(reader: csv.DictReader, format_: Format) -> tuple[list[Row], list[str]]:
    rows: dict[str, Row] = {}
    problems = []
    for raw in reader:
        try:
            row = _checked(format_.to_row, raw)
            if row.domain in rows:
                raise ValueError(f"{row.domain} is there twice")
            rows[row.domain] = row
        except ValueError as error:
            problems.append(f"line {reader.line_num}: {error}")
    return list(rows.values()), problems


def _checked(to_row, raw: dict) -> Row:
    if None in raw:
        raise ValueError("it has more values than there are columns")
    row = to_row({key: _clean(value) for key, value in raw.items()})
    names = row.organization + row.bureau
    if max(len(row.organization), len(row.bureau)) > LONGEST_NAME:
        raise ValueError(f"a name is longer than {LONGEST_NAME} characters")
    if any(unicodedata.category(letter) in ("Cc", "Cf") for letter in names):
        raise ValueError("a name has characters that can't be seen")
    return row


def _clean(value) -> str:
    value = " ".join(value.split()) if isinstance(value, str) else ""
    return "" if value == BLANK else value


def _domain(value: str, suffix: str) -> str:
    """Check a domain. `mil` itself may have an owner; `gov` never, or every town would be theirs."""
    domain = value.lower()
    if not DOMAIN.fullmatch(domain) or not f".{domain}".endswith(suffix) or domain == "gov":
        raise ValueError(f"{value!r} is not a {suffix} domain")
    return domain


def _gov_row(raw: dict[str, str]) -> Row:
    kind = raw["Domain type"].removesuffix(" - Election")
    if kind not in LEVELS:
        raise ValueError(f"{raw['Domain type']!r} is not a known type")
    if not raw["Organization name"]:
        raise ValueError("the organization is empty")
    level = LEVELS[kind]
    state = "" if level in FEDERAL else raw["State"][:2].upper()
    bureau = raw.get("Suborganization name", "")
    return Row(_domain(raw["Domain name"], ".gov"), level, raw["Organization name"], bureau, state)


def _mil_row(raw: dict[str, str]) -> Row:
    if not raw["department"]:
        raise ValueError("the department is empty")
    return Row(_domain(raw["domain"], ".mil"), Level.EXECUTIVE, raw["department"], raw.get("bureau", ""), "")


GOV_FILE = Format(Source.REGISTRY, ("Domain name", "Domain type", "Organization name", "State"), _gov_row)
MIL_FILE = Format(Source.HAND, ("domain", "department"), _mil_row)
