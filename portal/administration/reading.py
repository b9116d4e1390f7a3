"""What the pages of administrators need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Func, Min, Model, QuerySet, TextField, Value
from django.db.models.functions import Lower

from communities.agencies.comparing import Difference, Kind
from communities.agencies.matching import suffixes
from communities.agencies.models import Agency, EmailDomain, RegistryUpload
from communities.ledger.models import Entry
from communities.members.models import JoinRequest, User

HISTORY = 100  # entries on a page


@dataclass(frozen=True)
class Fact:
    """One fact of a ledger entry, as it is printed: `was` is empty where nothing was before."""

    name: str
    was: str
    now: str


@dataclass(frozen=True)
class Step:
    """One entry of the history of a thing."""

    at: datetime
    actor: str
    act: str
    facts: list[Fact]


def history_of(thing: Model) -> list[Step]:
    """The latest entries of the ledger on a thing, newest first. One query."""
    entries = entries_on(thing).select_related("actor")[:HISTORY]
    return [Step(each.at, str(each.actor or ""), each.act, _facts(each)) for each in entries]


def last_entry(thing: Model) -> Entry | None:
    """The newest entry on a thing."""
    return entries_on(thing).select_related("actor").first()


def entries_on(thing: Model) -> QuerySet[Entry]:
    """The ledger's entries on a thing, newest first."""
    content_type = ContentType.objects.get_for_model(thing)
    return Entry.objects.filter(content_type=content_type, object_id=thing.pk).order_by("-at", "-pk")


def _facts(entry: Entry) -> list[Fact]:
    found = []
    for name, value in entry.facts.items():
        label = name.replace("_", " ")
        if isinstance(value, list) and len(value) == 2 and not isinstance(value[0], list):
            found.append(Fact(label, str(value[0]), str(value[1])))
        elif isinstance(value, dict):
            found.append(Fact(label, "", "; ".join(f"{key}: {count}" for key, count in value.items())))
        else:
            listed = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            found.append(Fact(label, "", listed))
    return found


# --- whom an import affects ---------------------------------------------------------------------


@dataclass(frozen=True)
class Affected:
    """Somebody who writes from a domain that goes, by that domain."""

    person: User
    domain: str


def affected_by(found: Difference) -> list[Affected]:
    """The members whose address is in a domain that ends, by name. They stay members."""
    gone = [change.domain for change in found.of(Kind.GONE)]
    return people_at(gone)


def people_at(domains: Iterable[str]) -> list[Affected]:
    """The members whose address lies in one of these domains by its longest suffix. Three queries."""
    names = set(domains)
    if not names:
        return []
    at = Func(Lower("email"), Value("@"), Value(2), function="split_part", output_field=TextField())
    people = User.objects.members().annotate(at=at)
    used = people.order_by().values_list("at", flat=True).distinct()
    known = set(EmailDomain.objects.values_list("domain", flat=True))
    home = {each: next((one for one in suffixes(each) if one in known), "") for each in used}
    hit = [each for each, domain in home.items() if domain in names]
    found = people.filter(at__in=hit).select_related("profile__agency").order_by("name", "pk")
    return [Affected(person, home[person.at]) for person in found]


# --- the dashboard ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overview:
    """What an administrator sees first."""

    waiting: int
    oldest_at: datetime | None
    imported_at: datetime | None
    members: int
    agencies: int
    domains: int


def overview() -> Overview:
    """The state of the site in five counts. Five queries."""
    requests = JoinRequest.objects.filter(state=JoinRequest.State.WAITING)
    oldest = requests.aggregate(oldest=Min("asked_at"))["oldest"]
    applied = RegistryUpload.objects.filter(state=RegistryUpload.State.APPLIED)
    return Overview(
        waiting=requests.count(),
        oldest_at=oldest,
        imported_at=applied.order_by(F("decided_at").desc(nulls_last=True))
        .values_list("decided_at", flat=True)
        .first(),
        members=User.objects.members().count(),
        agencies=Agency.objects.current().count(),
        domains=EmailDomain.objects.in_force().count(),
    )
