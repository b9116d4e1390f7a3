"""What the pages for those who keep order need."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, OuterRef, Subquery, When, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.agencies.models import Agency, EmailDomain, RegistryUpload
from communities.discussions.models import Post, Topic
from communities.kit.paging import Page, page_of_rows
from communities.ledger.models import Entry
from communities.members.models import Terms, User
from communities.spaces.models import Community, Role

PER_PAGE = 50
KINDS: dict[type[models.Model], dict[str, str]] = {  # what is read of a thing of these rooms, by its fields
    Topic: {"title": "title"},
    Post: {"number": "number", "topic_id": "topic_id", "topic_title": "topic__title"},
    User: {"name": "name", "slug": "slug", "standing": "standing", "is_active": "is_active"},
    Community: {"name": "name", "slug": "slug"},
    Terms: {"document": "document", "version": "version"},
    Agency: {"name": "name"},
    EmailDomain: {"domain": "domain"},
    RegistryUpload: {"name": "name"},
}


@dataclass(frozen=True)
class Line:
    """One act of the ledger, in words."""

    at: datetime
    day: date
    actor: str
    actor_url: str
    act: str
    title: str  # of what it was done to; empty where that is clear
    url: str
    where: str  # the community, in the ledger of the whole site
    facts: list[tuple[str, str]]


def ledger(number: int, *, viewer: User, community_id: int | None = None) -> Page:
    """One page of the ledger, newest first: of one community, or of the whole site.

    What `viewer` may not see, because it stands in another community by now, is not named.

    Three queries, and one for each kind of thing that floors above this one have recorded.
    """
    entries = Entry.objects.select_related("actor").annotate(thing=_things(viewer), place=_place())
    if community_id is not None:
        entries = entries.filter(community_id=community_id)
    page = page_of_rows(entries.order_by("-at", "-pk"), number, total=entries.count(), per_page=PER_PAGE)
    prefetch_related_objects([entry for entry in page.items if _kind(entry) not in KINDS], "on")
    where = community_id is None
    return replace(page, items=[_line(each, _thing(each, each.thing), where=where) for each in page.items])


def _things(viewer: User) -> Case:
    """What the title and the address of a thing are made of, read in the query of the entries."""
    return Case(
        *(
            When(content_type=ContentType.objects.get_for_model(kind), then=_facts_of(kind, fields, viewer))
            for kind, fields in KINDS.items()
        ),
        output_field=models.JSONField(),
    )


def _facts_of(kind: type[models.Model], fields: dict[str, str], viewer: User) -> Subquery:
    seen = kind.objects.visible_to(viewer) if kind in (Topic, Post) else kind._default_manager
    found = seen.filter(pk=OuterRef("object_id")).order_by()
    return Subquery(found.values(json=JSONObject(pk="pk", **fields)))


def _place() -> Subquery:
    """The name of the community in which something was done."""
    return Subquery(Community.objects.filter(pk=OuterRef("community_id")).order_by().values("name"))


def _kind(entry: Entry) -> type[models.Model] | None:
    if entry.content_type_id is None:
        return None
    return ContentType.objects.get_for_id(entry.content_type_id).model_class()


def _thing(entry: Entry, facts: dict | None) -> models.Model | None:
    """What was acted on, as far as `_title` and `_address` ask; a post brings its topic along.

    None for what is deleted, or not seen.
    """
    kind = _kind(entry)
    if kind is None or kind not in KINDS:
        return entry.on
    if facts is None:
        return None
    if kind is Post:
        facts["topic"] = Topic(pk=facts.pop("topic_id"), title=facts.pop("topic_title"))
    return kind(**facts)


def _line(entry: Entry, on: models.Model | None, *, where: bool) -> Line:
    """An entry in words; with `where`, also in which community it was done."""
    at = timezone.localtime(entry.at).replace(microsecond=0)
    thing = None if on == entry.actor or isinstance(on, Community) and not where else on
    place = getattr(entry, "place", None) if where and not isinstance(thing, Community) else None
    return Line(
        at=at,
        day=at.date(),
        actor=str(entry.actor or _("The site")),
        actor_url=_address(entry.actor),
        act=entry.act,
        title=_title(thing),
        url=_address(thing),
        where=place or "",
        facts=_facts(entry.facts),
    )


def _title(thing: models.Model | None) -> str:
    if thing is None:
        return ""
    if isinstance(thing, Post):
        return f"{thing.topic.title} #{thing.number}"
    if not hasattr(thing, "get_absolute_url"):  # a toolkit page: many have a section "Resources"
        return f"{thing} ({_address(thing)})" if _address(thing) else str(thing)
    return str(thing)


def _address(thing: models.Model | None) -> str:
    """Where a thing is; toolkit pages say it by another name. Who is no member has no profile to see."""
    if thing is None or isinstance(thing, User) and not thing.is_member:
        return ""
    address = getattr(thing, "get_absolute_url", None)
    return address() if address else getattr(thing, "url", None) or ""


def _facts(facts: dict) -> list[tuple[str, str]]:
    """The facts that say more than the act and its object do, in words."""
    said = []
    if role := facts.get("role"):
        said.append((_("Role"), str(Role(role).label)))
    if reason := facts.get("reason"):
        said.append((_("Reason"), reason))
    return said
