"""What the pages for those who keep order need."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.discussions.models import Post, Topic
from communities.kit.paging import Page, page_of_rows
from communities.ledger.models import Entry
from communities.members.models import User
from communities.spaces.models import Community, Role

PER_PAGE = 50


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


def ledger(number: int, *, community_id: int | None = None) -> Page:
    """One page of the ledger, newest first: of one community, or of the whole site."""
    entries = Entry.objects.select_related("actor").prefetch_related(_things())
    if community_id is not None:
        entries = entries.filter(community_id=community_id)
    page = page_of_rows(entries.order_by("-at", "-pk"), number, total=entries.count(), per_page=PER_PAGE)
    names = {} if community_id is not None else dict(Community.objects.values_list("pk", "name"))
    return Page(page.number, page.pages, [_line(entry, names) for entry in page.items], page.total)


def _things() -> GenericPrefetch:
    """Read what was acted on with one query for each kind of thing; a post brings its topic along."""
    posts = Post.objects.select_related("topic").only("number", "topic__title")
    topics = Topic.objects.only("title")
    return GenericPrefetch("on", [posts, topics, User.objects.all(), Community.objects.all()])


def _line(entry: Entry, names: dict[int, str]) -> Line:
    at = timezone.localtime(entry.at).replace(microsecond=0)
    thing = None if entry.on == entry.actor or isinstance(entry.on, Community) and not names else entry.on
    where = "" if isinstance(thing, Community) else names.get(entry.community_id or 0, "")
    return Line(
        at=at,
        day=at.date(),
        actor=str(entry.actor or _("The site")),
        actor_url=_address(entry.actor),
        act=entry.act,
        title=_title(thing),
        url=_address(thing),
        where=where,
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
