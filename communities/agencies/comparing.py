"""What a file of the registry would change, before it does: added, changed, reopened and gone domains."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from .models import Agency, EmailDomain, Level, Source
from .registry import Row

Key = tuple[str, str, str, int | None]  # name, level, state, parent
Place = tuple[str, ...]  # name, level and state of the agency, then name of the bureau: "" for none


class Kind(StrEnum):
    """What happens to a domain."""

    ADDED = "added"
    CHANGED = "changed"
    REOPENED = "reopened"
    GONE = "gone"


@dataclass(frozen=True)
class Change:
    """What happens to one domain; `was` and `now` say to whom it belongs."""

    kind: Kind
    domain: str
    was: Place | None
    now: Place | None
    row: Row | None = None  # of the file; None for a domain that is gone

    @property
    def was_text(self) -> str:
        return described(self.was)

    @property
    def now_text(self) -> str:
        return described(self.now)


@dataclass
class Difference:
    """All that a file changes."""

    source: Source
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    kept: int = 0  # an administrator has decided about them, so the file is not asked
    open_before: int = 0

    def __bool__(self) -> bool:
        return bool(self.changes)

    def of(self, kind: Kind | str) -> list[Change]:
        """The changes of one kind, by domain."""
        return [change for change in self.changes if change.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        return {str(kind): len(self.of(kind)) for kind in Kind}

    @property
    def drastic(self) -> bool:
        """Whether so much goes that the file may be cut off: more than one open domain in twenty."""
        gone = len(self.of(Kind.GONE))
        return gone > 20 and gone * 20 > self.open_before

    @property
    def fingerprint(self) -> str:
        """A short text that is the same for the same changes, and for no others."""
        told = [[change.kind, change.domain, change.was, change.now] for change in self.changes]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def as_lines(self) -> list[list[str]]:
        """The changes as plain values: kind, domain, was, now."""
        return [[str(each.kind), each.domain, each.was_text, each.now_text] for each in self.changes]


def described(place: Place | None) -> str:
    """An agency, and its bureau, with what tells it from others of the name."""
    if place is None:
        return ""
    name, level, state, bureau = place
    about = ", ".join(filter(None, [str(Level(level).label), state]))
    return f"{name}, {bureau} ({about})" if bureau else f"{name} ({about})"


def difference(rows: Iterable[Row], source: Source) -> Difference:
    """Compare the rows of a file with the domains that have come from such files. Three queries."""
    known = Known()
    before = {domain.domain: domain for domain in EmailDomain.objects.all()}
    found = Difference(source=source)
    found.open_before = sum(each.source == source and each.until is None for each in before.values())
    named = set()
    for row in rows:
        named.add(row.domain)
        _compare(row, before.get(row.domain), known, found)
    for domain in before.values():
        if domain.source == source and domain.until is None and domain.domain not in named:
            found.changes.append(Change(Kind.GONE, domain.domain, known.place_of(domain), None))
    found.changes.sort(key=lambda change: change.domain)
    return found


def _compare(row: Row, domain: EmailDomain | None, known: "Known", found: Difference) -> None:
    if domain is not None and domain.source == Source.DECISION:
        found.kept += 1
        return
    was, now = known.place_of(domain) if domain else None, known.place_in(row)
    if domain is None:
        kind = Kind.ADDED
    elif domain.until is not None:
        kind = Kind.REOPENED
    elif was != now or domain.source != found.source:
        kind = Kind.CHANGED
    else:
        found.unchanged += 1
        return
    found.changes.append(Change(kind, row.domain, was, now, row))


class Known:
    """The agencies as they are, to find those that a file names: also by earlier names, and merged ones."""

    def __init__(self) -> None:
        self.by_pk = {agency.pk: agency for agency in Agency.objects.order_by()}
        self.by_key = {_key(agency): agency for agency in self.by_pk.values()}

    def department(self, row: Row) -> Agency | None:
        """The agency that a row names, or None."""
        return self._today(self.by_key.get((row.organization, row.level, row.state, None)))

    def bureau(self, row: Row) -> Agency | None:
        """The bureau that a row names, or None; what is merged or moved is found where it is now."""
        named = self.by_key.get((row.organization, row.level, row.state, None))
        for department in filter(None, (named, self._today(named))):
            found = self.by_key.get((row.bureau, row.level, row.state, department.pk))
            if found is not None:
                return self._today(found)
        return None

    def body(self, row: Row) -> Agency | None:
        """The smallest body that a row names and that is there: its bureau, or else its agency."""
        return (self.bureau(row) if row.bureau else None) or self.department(row)

    def lacks_bureau(self, row: Row) -> bool:
        """Whether a bureau must be made; never below an agency that has become a bureau itself."""
        department = self.department(row)
        if not row.bureau or (department is not None and department.parent_id):
            return False
        return self.bureau(row) is None

    def place_in(self, row: Row) -> Place:
        """Where a row puts its domain, also when the agency is still to be made."""
        department = self.department(row)
        if department is None:
            return (row.organization, row.level, row.state, row.bureau)
        if self.lacks_bureau(row):
            return (department.name, department.level, department.state, row.bureau)
        return self._place(self.body(row) or department)

    def place_of(self, domain: EmailDomain) -> Place:
        """Where a domain is."""
        agency = self.by_pk[domain.agency_id]
        bureau = self.by_pk[domain.suggested_bureau_id].name if domain.suggested_bureau_id else ""
        return (agency.name, agency.level, agency.state, bureau)

    def pair(self, body: Agency) -> tuple[int, int | None]:
        """The keys of agency and bureau of those who work in a body."""
        return (body.parent_id, body.pk) if body.parent_id else (body.pk, None)

    def _place(self, body: Agency) -> Place:
        agency = self.by_pk[body.parent_id] if body.parent_id else body
        return (agency.name, agency.level, agency.state, body.name if body.parent_id else "")

    def _today(self, agency: Agency | None) -> Agency | None:
        while agency is not None and agency.merged_into_id:
            agency = self.by_pk[agency.merged_into_id]
        return agency


def _key(agency: Agency) -> Key:
    return (agency.name, agency.level, agency.state, agency.parent_id)
