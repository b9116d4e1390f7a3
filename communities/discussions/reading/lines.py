"""What stands around the posts of a topic: small lines of what was done to it, its duplicates, its places.

A line names another topic or a community only to those who may see it.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, IntegerField, OuterRef, Q, Value
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from communities.kit.paging import Page
from communities.members.models import User
from communities.spaces.models import Community

from .. import rules
from ..models import POSTS_PER_PAGE, Act, Kind, Topic, TopicQuerySet

PLAIN = {
    Act.Kind.PINNED: _l("{by} pinned this topic"),
    Act.Kind.UNPINNED: _l("{by} took the pin off this topic"),
    Act.Kind.LOCKED: _l("{by} locked this topic"),
    Act.Kind.UNLOCKED: _l("{by} unlocked this topic"),
    Act.Kind.RENAMED: _l("{by} changed the title"),
    Act.Kind.RETAGGED: _l("{by} changed the tags"),
    Act.Kind.REOPENED: _l("{by} reopened this topic"),
}
ABOUT_TOPIC = {  # with the other topic, and without it
    Act.Kind.MERGED: (
        _l("{by} merged {other} into this topic"),
        _l("{by} merged another topic into this one"),
    ),
    Act.Kind.SPLIT: (_l("{by} moved posts to {other}"), _l("{by} moved posts to another topic")),
    Act.Kind.BEGUN: (
        _l("{by} made this topic of posts of {other}"),
        _l("{by} made this topic of posts of another one"),
    ),
    Act.Kind.DUPLICATE: (
        _l("{by} closed this topic as a duplicate of {other}"),
        _l("{by} closed this topic as a duplicate"),
    ),
    "unmerged": (_l("{by} took this topic out of {other} again"), _l("{by} undid a merging of this topic")),
}
ABOUT_PLACE = {  # with the community, and without it
    Act.Kind.MOVED: (_l("{by} moved this topic from {place}"), _l("{by} moved this topic here")),
    Act.Kind.SHARED: (
        _l("{by} showed this topic in {place} too"),
        _l("{by} showed this topic in another community too"),
    ),
    Act.Kind.UNSHARED: (
        _l("{by} took this topic out of {place}"),
        _l("{by} took this topic out of another community"),
    ),
}


@dataclass(frozen=True)
class Moved:
    """A post that stands elsewhere now: its old number here, and an address that finds it."""

    number: int
    url: str


@dataclass(frozen=True)
class Line:
    """What somebody did to a topic, in words."""

    sentence: str  # HTML, for the links in it
    at: datetime
    before: int | None  # the number of the post above which it stands; None at the end of the page
    reason: str = ""
    moved: list[Moved] = field(default_factory=list)


@dataclass(frozen=True)
class Surroundings:
    """What stands around the posts on a page, as one person sees it."""

    lines: list[Line]
    is_duplicate: bool
    duplicate_of: Topic | None  # None also where the person may not see it
    duplicates: list[Topic]
    also_in: Community | None
    may_open_desk: bool  # whether there is anything to arrange for the person


@dataclass(frozen=True)
class _Seen:
    """The topics and communities among those named that a person sees, by key."""

    topics: dict[int, Topic]
    places: dict[int, Community]


def with_surroundings(topics: TopicQuerySet) -> TopicQuerySet:
    """Read in the query of a topic what `surroundings` is made of."""
    acts = Act.objects.filter(topic=OuterRef("pk")).order_by("at", "pk")
    row = JSONObject(
        kind="kind", after="after", at="at", facts="facts", by=F("by__name"), is_open=F("by__is_active")
    )
    repeated = Topic.objects.filter(duplicate_of=OuterRef("pk"))
    return topics.select_related("also_in").annotate(
        act_rows=ArraySubquery(acts.values(json=row)), has_duplicates=Exists(repeated)
    )


def surroundings(topic: Topic, person: User | None, *, page: Page) -> Surroundings:
    """What stands around the posts of a page. One query for what is named; most often none."""
    numbers = [post.number for post in page.items]
    acts = [act for act in getattr(topic, "act_rows", []) if _is_on(page, act["after"])]
    seen = _seen(topic, person, acts)
    return Surroundings(
        lines=[_line(act, topic, person, seen, numbers) for act in acts],
        is_duplicate=topic.duplicate_of_id is not None,
        duplicate_of=seen.topics.get(topic.duplicate_of_id or 0),
        duplicates=[each for each in seen.topics.values() if each.duplicate_of_id == topic.pk],
        also_in=seen.places.get(topic.also_in_id or 0),
        may_open_desk=bool(rules.may_rename(person, topic) or rules.may_show_only_here(person, topic)),
    )


def _is_on(page: Page, after: int) -> bool:
    """Whether an act after this post belongs on the page; what is behind all posts is on the last."""
    behind = max(after - 1, 0) // POSTS_PER_PAGE + 1
    return min(behind, page.pages) == page.number


def _seen(topic: Topic, person: User | None, acts: list[dict]) -> _Seen:
    topics = {act["facts"].get("other") for act in acts} | {topic.duplicate_of_id}
    places = {act["facts"].get("community") for act in acts} | {topic.also_in_id}
    named = Q(pk__in=[key for key in topics if key])
    if getattr(topic, "has_duplicates", False):
        named |= Q(duplicate_of=topic)
    keys = [key for key in places if key]
    if named == Q(pk__in=[]) and not keys:
        return _Seen({}, {})
    seen_topics = Topic.objects.visible_to(person).filter(named).order_by()
    seen_places = Community.objects.visible_to(person).filter(pk__in=keys).order_by()
    columns = (Value(""), "title", "merged_into", "duplicate_of")
    nothing = Value(None, output_field=IntegerField())
    rows = list(
        seen_topics.values_list(Value(True), "pk", *columns).union(
            seen_places.values_list(Value(False), "pk", "slug", "name", nothing, nothing), all=True
        )
    )
    return _Seen(
        {
            key: Topic(pk=key, title=title, merged_into_id=into, duplicate_of_id=original)
            for is_topic, key, _slug, title, into, original in rows
            if is_topic
        },
        {
            key: Community(pk=key, slug=slug, name=name)
            for is_topic, key, slug, name, *_none in rows
            if not is_topic
        },
    )


def _line(act: dict, topic: Topic, person: User | None, seen: _Seen, numbers: list[int]) -> Line:
    facts = act["facts"]
    return Line(
        sentence=_sentence(act, topic, person, seen),
        at=datetime.fromisoformat(act["at"]),
        before=min((number for number in numbers if number > act["after"]), default=None),
        reason=facts.get("reason", ""),
        moved=_moved(facts["posts"]) if act["kind"] == Act.Kind.SPLIT else [],
    )


def _moved(posts: list[list]) -> list[Moved]:
    return [Moved(number, reverse("post_detail", args=[key])) for key, number, _to in posts]


def _sentence(act: dict, topic: Topic, person: User | None, seen: _Seen) -> str:
    kind, facts = act["kind"], act["facts"]
    by = act["by"] if act["is_open"] else _("Former member")
    if kind == Act.Kind.KIND:
        names = {name: Kind(facts[name]).label for name in ("before", "after")}
        return format_html(str(_("{by} changed the kind from {before} to {after}")), by=by, **names)
    if kind == Act.Kind.RENAMED and rules.may_arrange(person, topic):
        return format_html(str(_("{by} changed the title, which was “{before}”")), by=by, **facts)
    if kind == Act.Kind.REOPENED and facts.get("merging"):
        kind = "unmerged"
    if kind in ABOUT_TOPIC:
        other = seen.topics.get(facts["other"])
        words = ABOUT_TOPIC[kind][0 if other else 1]
        return format_html(str(words), by=by, other=_linked(other, within=topic) if other else "")
    if kind in ABOUT_PLACE:
        place = seen.places.get(facts["community"])
        words = ABOUT_PLACE[kind][0 if place else 1]
        return format_html(str(words), by=by, place=_linked(place) if place else "")
    return format_html(str(PLAIN[kind]), by=by)


def _linked(thing: Topic | Community, *, within: Topic | None = None) -> str:
    """A title with its link; that of a topic which stands in this one leads nowhere else."""
    if isinstance(thing, Topic):
        title = format_html("“{}”", thing.title)
        if within is not None and thing.merged_into_id == within.pk:
            return title
        return format_html('<a href="{}">{}</a>', thing.get_absolute_url(), title)
    return format_html('<a href="{}">{}</a>', thing.get_absolute_url(), thing.name)
