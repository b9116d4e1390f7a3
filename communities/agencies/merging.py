"""Two agencies become one: everything that refers to the one that goes refers to the one that stays."""

import hashlib
import json
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.text import capfirst

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.ledger.recording import record

from . import rules
from .locking import lock_tables
from .models import Agency
from .referring import move_references, settle, uses_of
from .telling import look_for_stragglers, tell_of_agencies


@dataclass
class Plan:
    """What a merge will move: rows by what they are, bureaus, and bureaus that go up in one of their name."""

    agency: Agency
    into: Agency
    rows: dict[str, int] = field(default_factory=dict)
    bureaus_moved: list[str] = field(default_factory=list)
    bureaus_merged: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """A short text that is the same for the same numbers, and for no others."""
        told = [self.agency.pk, self.into.pk, self.rows, self.bureaus_moved, self.bureaus_merged]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def plan(agency: Agency, into: Agency) -> Plan:
    """Say what merging `agency` into `into` will move. Writes nothing."""
    found = Plan(agency=agency, into=into)
    _count(agency, found)
    for bureau, twin in _bureaus_of(agency, into):
        if twin is None:
            found.bureaus_moved.append(bureau.name)
        else:
            found.bureaus_merged.append(bureau.name)
            _count(bureau, found)
    return found


@transaction.atomic
def merge(agency: Agency, *, into: Agency, by, shown: str = "") -> Agency:
    """Merge `agency` into `into`, and return that. `shown` is the fingerprint of the plan on the page.

    Raises Conflict when the numbers have changed since; Refused when the two can't be merged, as when
    another administrator has just done it.
    """
    lock_tables()
    agency, into = _locked(agency), _locked(into)
    require(rules.may_merge(by, agency, into))
    found = plan(agency, into)
    if shown and shown != found.fingerprint:
        raise Conflict(now=found.fingerprint)
    moved: list[Agency] = []
    went = [agency]
    for bureau, twin in _bureaus_of(agency, into):
        (moved if _move_bureau(bureau, twin, into) else went).append(bureau)
    _go_up_in(agency, into)
    for body in (into, *moved):
        settle(body)
    record("agency.merged", by=by, on=into, merged=agency.name, rows=found.rows)
    record("agency.merged", by=by, on=agency, into=into.name)
    tell_of_agencies([into, *moved])
    for gone in went:
        look_for_stragglers(gone)
    return into


def _locked(agency: Agency) -> Agency:
    """Read again, and keep others from changing it.

    Not from referring to it: whoever does holds a row of their own that this merge waits for, and each would
    wait for the other. Who begins to refer to it unseen is moved a little later (`look_for_stragglers`).
    """
    agencies = Agency.objects.select_for_update(of=("self",), no_key=True).select_related("merged_into")
    return agencies.get(pk=agency.pk)


def _count(agency: Agency, found: Plan) -> None:
    for key, count in uses_of(agency).items():
        label = f"{capfirst(key.model._meta.verbose_name_plural)}: {key.verbose_name}"
        found.rows[label] = found.rows.get(label, 0) + count


def _bureaus_of(agency: Agency, into: Agency) -> list[tuple[Agency, Agency | None]]:
    """The bureaus of the agency that goes, each with the bureau of the same name that stays, or None."""
    if into.parent_id:
        return []
    there = {each.name: each.merged_into or each for each in into.bureaus.select_related("merged_into")}
    there |= {each.name: each for each in into.bureaus.current()}
    bureaus = agency.bureaus.current().exclude(pk=into.pk).order_by("name", "pk")
    return [(bureau, there.get(bureau.name)) for bureau in bureaus]


def _move_bureau(bureau: Agency, twin: Agency | None, into: Agency) -> bool:
    """Move a bureau, or merge it into its twin; say whether it moved."""
    if twin is not None and twin.pk != bureau.pk:
        _go_up_in(bureau, twin)
        settle(twin)
        return False
    if twin is not None:  # it was there once, under this name
        into.bureaus.filter(name=bureau.name, merged_into=bureau).delete()
    bureau.parent = into
    bureau.save(update_fields=["parent"])
    return True


def _go_up_in(agency: Agency, into: Agency) -> None:
    move_references(agency, into)
    Agency.objects.filter(merged_into=agency).update(merged_into=into)
    agency.merged_into = into
    agency.save(update_fields=["merged_into"])
