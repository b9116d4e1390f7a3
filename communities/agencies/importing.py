"""Loading the .gov registry and the .mil table: everything, or nothing with the lines that are wrong."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from communities.ledger.recording import record

from .models import Agency, EmailDomain, Level

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

Key = tuple[str, str, str, int | None]  # name, level, state, parent


class BadFile(Exception):
    """A file can't be loaded. `problems` names each line; nothing of it was loaded."""

    def __init__(self, path: Path, problems: list[str]):
        super().__init__(f"{path.name}: {len(problems)} problems, nothing was loaded\n" + "\n".join(problems))
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
class Imported:
    """What an import changed."""

    agencies: int
    domains: int
    added: int


def import_domains(*, gov: Path = GOV, mil: Path = MIL, by=None) -> Imported:
    """Load both files. Loading the same files again changes nothing.

    Raises BadFile, with every bad line, before anything is written.
    """
    rows = read(gov, _gov_row, source_columns=["Domain name", "Domain type", "Organization name", "State"])
    rows_mil = read(mil, _mil_row, source_columns=["domain", "department"])
    with transaction.atomic():
        before = EmailDomain.objects.count()
        _store(rows, source="registry")
        _store(rows_mil, source="hand")
        _abbreviate()
        _analyze()
        after = EmailDomain.objects.count()
        if after != before:
            record("agency.registry_imported", by=by, added=after - before, domains=after)
    return Imported(agencies=Agency.objects.count(), domains=after, added=after - before)


def read(path: Path, to_row, *, source_columns: list[str]) -> list[Row]:
    """Return the rows of a file; raise BadFile naming each line that can't be used."""
    rows: dict[str, Row] = {}
    problems: list[str] = []
    with _table(path) as reader:
        if lacking := [name for name in source_columns if name not in (reader.fieldnames or [])]:
            raise BadFile(path, [f"line 1: no column {name!r}" for name in lacking])
        for raw in reader:
            try:
                row = _checked(to_row, raw)
                if row.domain in rows:
                    raise ValueError(f"{row.domain} is there twice")
                rows[row.domain] = row
            except ValueError as error:
                problems.append(f"line {reader.line_num}: {error}")
    if problems:
        raise BadFile(path, problems)
    return list(rows.values())


@contextmanager
def _table(path: Path) -> Iterator[csv.DictReader]:
    """The rows of a file; BadFile when it is not a table of UTF-8 text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        try:
            yield reader
        except (UnicodeDecodeError, csv.Error) as error:
            raise BadFile(path, [f"after line {reader.line_num}: {error}"]) from error


def _checked(to_row, raw: dict) -> Row:
    if None in raw:
        raise ValueError("it has more values than there are columns")
    row = to_row({key: _clean(value) for key, value in raw.items()})
    if max(len(row.organization), len(row.bureau)) > LONGEST_NAME:
        raise ValueError(f"a name is longer than {LONGEST_NAME} characters")
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


def _store(rows: list[Row], *, source: str) -> None:
    departments = _agencies({(row.organization, row.level, row.state, None) for row in rows})

    def department(row: Row) -> Agency:
        return departments[row.organization, row.level, row.state, None]

    bureaus = _agencies(
        {(row.bureau, row.level, row.state, department(row).pk) for row in rows if row.bureau}
    )
    EmailDomain.objects.bulk_create(
        (
            EmailDomain(
                domain=row.domain,
                agency=department(row),
                suggested_bureau=bureaus.get((row.bureau, row.level, row.state, department(row).pk)),
                source=source,
            )
            for row in rows
        ),
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["domain"],
        update_fields=["agency", "suggested_bureau", "source"],
    )


def _agencies(keys: set[Key]) -> dict[Key, Agency]:
    """Return the agencies with these keys, making those that are missing."""
    Agency.objects.bulk_create(
        (
            Agency(name=name, level=level, state=state, parent_id=parent)
            for name, level, state, parent in sorted(keys, key=str)
        ),
        batch_size=2000,
        ignore_conflicts=True,
    )
    names = {key[0] for key in keys}
    found = {_key(agency): agency for agency in Agency.objects.filter(name__in=names)}
    return {key: found[key] for key in keys}


def _key(agency: Agency) -> Key:
    return (agency.name, agency.level, agency.state, agency.parent_id)


def _analyze() -> None:
    """Let PostgreSQL count the new rows now: queries planned for empty tables are slow on full ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE agencies_agency, agencies_emaildomain")


def _abbreviate() -> None:
    """Set the abbreviations of federal agencies whose abbreviation nobody has set."""
    with ABBREVIATIONS.open(encoding="utf-8") as file:
        for name, abbreviation in _pairs(file):
            Agency.objects.filter(name=name, level__in=FEDERAL, abbreviation="").update(
                abbreviation=abbreviation
            )


def _pairs(file) -> Iterator[tuple[str, str]]:
    for raw in csv.DictReader(file):
        yield raw["agency"], raw["abbreviation"]
