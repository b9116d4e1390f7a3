"""Administrators keep agencies and e-mail domains: add, rename, move, end and delete them."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.ledger.recording import record

from . import rules
from .locking import lock_tables
from .matching import is_too_wide
from .models import Agency, EmailDomain, Source
from .referring import settle, uses_of
from .registry import DOMAIN
from .telling import tell_of_agencies

KEY = ("name", "level", "state", "parent")
FIELDS = (*KEY, "abbreviation", "website")
DOMAIN_FIELDS = ("agency", "suggested_bureau", "since", "until", "source")


def stamp_of(thing: Agency | EmailDomain) -> str:
    """How an agency or a domain stands, for a form that was opened a while ago."""
    names = FIELDS if isinstance(thing, Agency) else DOMAIN_FIELDS
    return "|".join(str(thing.serializable_value(name)) for name in names)


@transaction.atomic
def add_agency(*, by, **fields) -> Agency:
    """Add an agency, or a bureau of `parent`. Raises ValidationError when there is one of that name."""
    lock_tables()
    agency = Agency(**_as_now(fields))
    require(rules.may_add(by, agency.parent))
    _claim_key(agency)
    agency.save()
    record("agency.added", by=by, on=agency, name=agency.name)
    return agency


@transaction.atomic
def change_agency(agency: Agency, *, by, seen: str = "", **fields) -> Agency:
    """Change those of `FIELDS` that are given. A new name or place leaves the old one as an earlier name.

    `seen` is the `stamp_of` the agency as the administrator saw it; raises Conflict when somebody has
    changed it since, ValidationError when another agency has the name.
    """
    lock_tables()
    agency = Agency.objects.select_related("parent").get(pk=agency.pk)
    if seen and seen != stamp_of(agency):
        raise Conflict(now=stamp_of(agency))
    fields = _as_now(fields)
    require(rules.may_move(by, agency, fields.get("parent", agency.parent)))
    before = Agency(**{name: getattr(agency, name) for name in KEY})
    changed = {name: value for name, value in fields.items() if getattr(agency, name) != value}
    if not changed:
        return agency
    facts: dict[str, Any] = {
        name: [_plain(getattr(agency, name)), _plain(value)] for name, value in changed.items()
    }
    for name, value in changed.items():
        setattr(agency, name, value)
    if set(changed) & set(KEY):
        _claim_key(agency)
        agency.save()
        _leave_earlier_name(before, agency)
        settle(agency)
    else:
        agency.save()
    record("agency.changed", by=by, on=agency, **facts)
    tell_of_agencies([agency])
    return agency


@transaction.atomic
def remove_agency(agency: Agency, *, by) -> None:
    """Delete an agency that nobody uses. Raises Refused when somebody does."""
    lock_tables()
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    uses = sum(uses_of(agency).values())
    uses += Agency.objects.filter(Q(parent=agency) | Q(parent__merged_into=agency)).count()
    require(rules.may_remove_agency(by, agency, uses))
    record("agency.removed", by=by, on=agency, name=agency.name)
    agency.merged.all().delete()
    agency.delete()


# --- e-mail domains -----------------------------------------------------------------------------


@transaction.atomic
def add_domain(
    name: str, *, by, body: Agency, since: date | None = None, until: date | None = None
) -> EmailDomain:
    """Add a domain whose people work in `body`, an agency or a bureau. Imports leave it as it is.

    Raises ValidationError for what is no domain, belongs to everybody, or is there already.
    """
    lock_tables()
    body = agency_now(body)
    require(rules.may_place(by, body))
    name = clean_domain(name)
    if taken := EmailDomain.objects.select_related("agency").filter(domain=name).first():
        sentence = _("%(domain)s is there already: it belongs to %(agency)s.")
        raise ValidationError({"domain": sentence % {"domain": name, "agency": taken.agency}})
    agency, bureau = body.place
    domain = EmailDomain(domain=name, agency=agency, suggested_bureau=bureau, since=since, until=until)
    domain.source = Source.DECISION
    _check_dates(domain)
    domain.save()
    record("agency.domain_added", by=by, on=domain, domain=name, agency=agency.name)
    return domain


@transaction.atomic
def change_domain(
    domain: EmailDomain,
    *,
    by,
    body: Agency,
    since: date | None,
    until: date | None,
    release: bool = False,
    seen: str = "",
) -> EmailDomain:
    """Say to whom a domain belongs and when it counts. From then on imports leave it as it is.

    With `release`, imports may change it again. `seen` is the `stamp_of` the domain as the administrator saw
    it; raises Conflict when it has changed since, ValidationError when it would end before it began.
    """
    lock_tables()
    domain = EmailDomain.objects.get(pk=domain.pk)
    if seen and seen != stamp_of(domain):
        raise Conflict(now=stamp_of(domain))
    body = agency_now(body)
    require(rules.may_place(by, body))
    agency, bureau = body.place
    wanted: dict[str, Any] = {"agency": agency, "suggested_bureau": bureau, "since": since, "until": until}
    changed = {name: value for name, value in wanted.items() if getattr(domain, name) != value}
    if changed or release:
        changed["source"] = _source(domain, release)
    facts: dict[str, Any] = {
        name: [_plain(getattr(domain, name)), _plain(value)] for name, value in changed.items()
    }
    for name, value in changed.items():
        setattr(domain, name, value)
    _check_dates(domain)
    domain.save()
    if changed:
        record("agency.domain_changed", by=by, on=domain, **facts)
    return domain


def clean_domain(name: str) -> str:
    """Return a domain in plain lower case. Raises ValidationError for what can't be an agency's."""
    name = name.strip().lower().removeprefix("@").rstrip(".")
    if not DOMAIN.fullmatch(name) or ("." not in name and name != "mil"):
        raise ValidationError({"domain": _("Type a domain, such as agency.gov.")})
    if name != "mil" and is_too_wide(name):
        sentence = _("People of many kinds write from %(domain)s. Type the agency's own domain.")
        raise ValidationError({"domain": sentence % {"domain": name}})
    return name


def agency_now(agency: Agency) -> Agency:
    """Read an agency again: while the caller waited for the lock, it may have been merged, moved or deleted.

    Raises ValidationError when it is deleted.
    """
    found = Agency.objects.select_related("parent").filter(pk=agency.pk).first()
    if found is None:
        raise ValidationError(_("%(name)s was deleted meanwhile. Choose another.") % {"name": agency})
    return found


def _as_now(fields: dict[str, Any]) -> dict[str, Any]:
    parent = fields.get("parent")
    return {**fields, "parent": agency_now(parent)} if parent else fields


def _source(domain: EmailDomain, release: bool) -> str:
    files = {"gov": Source.REGISTRY, "mil": Source.HAND}
    file = files.get(domain.domain.rpartition(".")[2])
    return file if release and file else Source.DECISION


def _check_dates(domain: EmailDomain) -> None:
    if domain.since and domain.until and domain.until < domain.since:
        raise ValidationError({"until": _("This is before the day from which the domain counts.")})


def _claim_key(agency: Agency) -> None:
    """Make sure that no other agency has this name; an earlier name of this very one is forgotten."""
    key = {name: getattr(agency, name) for name in KEY}
    taken = Agency.objects.filter(**key).exclude(pk=agency.pk).select_related("merged_into").first()
    if taken is None:
        return
    if agency.pk and taken.merged_into_id == agency.pk:
        taken.delete()
        return
    if taken.merged_into:
        sentence = _("“%(name)s” is an earlier name of %(now)s.") % {"name": taken, "now": taken.merged_into}
    else:
        sentence = _("There is an agency “%(name)s” already. Merge this one into it.") % {"name": taken}
    raise ValidationError({"name": sentence})


def _leave_earlier_name(before: Agency, agency: Agency) -> None:
    """Keep the former name, by which a file of the registry may still call the agency."""
    before.merged_into = agency
    before.save()


def _plain(value: Any) -> Any:
    return str(value) if value is not None else ""
