"""Loading the .gov registry and the .mil table: everything, or nothing with the lines that are wrong.

A file is handed in, what it would change is shown, and exactly that is applied when somebody confirms it.
A domain that a file does not name any more ends with today; it is never deleted.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.ledger.recording import record

from . import rules
from .comparing import Change, Difference, Kind, Known, difference
from .locking import lock_tables
from .models import Agency, EmailDomain, RegistryUpload, Source
from .registry import ABBREVIATIONS, FEDERAL, GOV, GOV_FILE, MIL, MIL_FILE, Format, Row, read
from .telling import tell_of_agencies

BATCH = 2000


@dataclass(frozen=True)
class Imported:
    """What an import changed, and how many agencies and domains there are now."""

    agencies: int
    domains: int
    added: int
    changed: int
    reopened: int
    gone: int


def preview(*, gov: Path | None = GOV, mil: Path | None = MIL) -> list[tuple[Path, Difference]]:
    """What `import_domains` would do now, by file. Raises BadFile as it does."""
    return [(path, difference(rows, format_.source)) for path, format_, rows in _read_both(gov, mil)]


def import_domains(*, gov: Path | None = GOV, mil: Path | None = MIL, by=None) -> Imported:
    """Load both files, or the one that is not None. Loading the same files again changes nothing.

    Raises BadFile, with every bad line, before anything is written.
    """
    files = _read_both(gov, mil)
    counts = dict.fromkeys(Kind, 0)
    with transaction.atomic():
        lock_tables()
        for path, format_, rows in files:
            if found := difference(rows, format_.source):
                upload = RegistryUpload(name=path.name[:200], source=format_.source, by=by, rows=len(rows))
                _carry_out(upload, found)
            for kind in Kind:
                counts[kind] += found.counts[kind]
        _abbreviate()
    totals = {"agencies": Agency.objects.current().count(), "domains": EmailDomain.objects.count()}
    return Imported(**totals, **{str(kind): count for kind, count in counts.items()})


def _read_both(gov: Path | None, mil: Path | None) -> list[tuple[Path, Format, list[Row]]]:
    given = ((path, format_) for path, format_ in ((gov, GOV_FILE), (mil, MIL_FILE)) if path is not None)
    return [(path, *read(path.name, path.read_bytes(), format_)) for path, format_ in given]


@transaction.atomic
def hand_in(name: str, content: bytes, *, by, at: datetime | None = None) -> RegistryUpload:
    """Keep a file until somebody confirms what it changes. Raises BadFile, naming every bad line."""
    require(rules.may_keep(by))
    format_, rows = read(name, content)
    upload = RegistryUpload.objects.create(
        name=name[:200],
        source=format_.source,
        text=content.decode("utf-8-sig"),
        rows=len(rows),
        by=by,
        at=at or timezone.now(),
    )
    record("agency.registry_handed_in", by=by, on=upload, file=upload.name, rows=upload.rows)
    return upload


def difference_of(upload: RegistryUpload) -> Difference:
    """What a file that waits would change now."""
    _format, rows = read(upload.name, upload.text)
    return difference(rows, Source(upload.source))


@transaction.atomic
def confirm(upload: RegistryUpload, *, by, shown: str) -> Difference:
    """Apply a file as it was shown: `shown` is the fingerprint of the difference on the page.

    Raises Conflict, and changes nothing, when the tables have changed since; Refused when it was decided.
    """
    lock_tables()
    upload = RegistryUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    require(rules.may_decide_upload(by, upload))
    found = difference_of(upload)
    if found.fingerprint != shown:
        raise Conflict(now=found.fingerprint)
    upload.by = by
    _carry_out(upload, found)
    _abbreviate()
    return found


@transaction.atomic
def discard(upload: RegistryUpload, *, by) -> RegistryUpload:
    """Put a file aside without importing it."""
    upload = RegistryUpload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    require(rules.may_decide_upload(by, upload))
    upload.state, upload.decided_at = RegistryUpload.State.DISCARDED, timezone.now()
    upload.save()
    record("agency.registry_discarded", by=by, on=upload, file=upload.name)
    return upload


def _carry_out(upload: RegistryUpload, found: Difference) -> None:
    rows = [change.row for change in found.changes if change.row]
    _make_agencies(rows)
    _store(found.changes, source=found.source)
    _end(change.domain for change in found.of(Kind.GONE))
    _analyze()
    upload.state, upload.decided_at = RegistryUpload.State.APPLIED, timezone.now()
    upload.counts, upload.changes = found.counts, found.as_lines()
    upload.save()
    counts: dict[str, Any] = found.counts
    record("agency.registry_imported", by=upload.by, on=upload, file=upload.name, **counts)


def _make_agencies(rows: list[Row]) -> None:
    """Make the agencies that rows name and nobody knows, then their bureaus."""
    known = Known()
    missing = {(row.organization, row.level, row.state) for row in rows if known.department(row) is None}
    _make((name, level, state, None) for name, level, state in missing)
    if missing:
        known = Known()
    lacking = [(row, known.department(row)) for row in rows if known.lacks_bureau(row)]
    _make({(row.bureau, row.level, row.state, department.pk) for row, department in lacking if department})


def _make(keys: Iterable[tuple]) -> None:
    Agency.objects.bulk_create(
        (
            Agency(name=name, level=level, state=state, parent_id=parent)
            for name, level, state, parent in sorted(keys, key=str)
        ),
        batch_size=BATCH,
    )


def _store(changes: list[Change], *, source: str) -> None:
    known = Known()
    domains = []
    for row in (change.row for change in changes if change.row):
        body = known.body(row)
        if body is None:
            raise ValueError(f"{row.organization} was not made")
        agency, bureau = known.pair(body)
        domains.append(
            EmailDomain(domain=row.domain, agency_id=agency, suggested_bureau_id=bureau, source=source)
        )
    EmailDomain.objects.bulk_create(
        domains,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["domain"],
        update_fields=["agency", "suggested_bureau", "source", "until"],
    )


def _end(names: Iterable[str]) -> None:
    today = timezone.localdate()
    EmailDomain.objects.filter(domain__in=list(names)).update(until=Greatest(Coalesce("since", today), today))


def _analyze() -> None:
    """Let PostgreSQL count the new rows now: queries planned for empty tables are slow on full ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE agencies_agency, agencies_emaildomain")


def _abbreviate() -> None:
    """Set the abbreviations of federal agencies whose abbreviation nobody has set."""
    with ABBREVIATIONS.open(encoding="utf-8") as file:
        short = {raw["agency"]: raw["abbreviation"] for raw in csv.DictReader(file)}
    lacking = Agency.objects.current().filter(name__in=short, level__in=FEDERAL, abbreviation="")
    changed = list(lacking)
    for agency in changed:
        agency.abbreviation = short[agency.name]
    Agency.objects.bulk_update(changed, ["abbreviation"])
    tell_of_agencies(changed)
