"""Lists of topics: of a community, of the home page, each with a known number of queries."""

from dataclasses import dataclass, replace

from django.db.models import BooleanField, CharField, ExpressionWrapper, F, Q, Value
from django.db.models.expressions import OrderBy
from django.db.models.query import QuerySet

from communities.kit.paging import Page, page_of_counted_keys, page_of_keys
from communities.members.models import User
from communities.spaces.models import Community

from ..models import ReadingPosition, Topic
from .choosing import LATEST, Choice, answerable, narrowed
from .posts import Author, author_of
from .unread import is_new, unread_of, with_arrival

TOPICS_PER_PAGE = 25


@dataclass(frozen=True)
class TopicRow:
    """A topic in a list."""

    topic: Topic
    author: Author
    unread: int  # posts that came since the person read it
    is_new: bool  # started since the person came here, and never opened
    solved: bool
    held: bool = False
    community: Community | None = None

    @property
    def unread_url(self) -> str:
        """Where the first post stands that the person has not read."""
        return self.topic.address_of(self.topic.post_count - self.unread + 1)


def topics(
    community: Community, person: User | None, *, choice: Choice, number: int, also: list[int] | None = None
) -> Page:
    """One page of a community's topics: those it pinned first, then latest. At most three queries.

    `also`: the keys of the topics of others that it shows, where they were read before.
    """
    rows = narrowed(Topic.objects.shown_in(community, person, also=also), choice, person)
    pinned = (_pinned_in(community, also),) if choice.show == LATEST else ()
    total = community.topic_count if choice.is_all else None
    return _page(rows.order_by(*pinned, *_order(choice)), person, number, total=total, within=community)


def all_topics(person: User | None, *, choice: Choice, number: int) -> Page:
    """One page of the topics of all communities that `person` may read, the latest first. Two queries."""
    rows = narrowed(Topic.objects.listed_for(person), choice, person)
    return _page(rows.order_by(*_order(choice)), person, number, with_community=True)


def _pinned_in(community: Community, also: list[int] | None) -> OrderBy:
    """What a community pinned comes first. What another one pinned, and is shown here too, has no such place.

    Where nothing of others is shown, the plain column: PostgreSQL walks along its index.
    """
    if also == []:
        return F("is_pinned").desc()
    return ExpressionWrapper(Q(is_pinned=True, community=community), BooleanField()).desc()


def _order(choice: Choice) -> tuple[str, ...]:
    """Questions that one could answer: those without a reply first."""
    first = ("post_count",) if choice.show == "answerable" else ()
    return (*first, "-last_post_at", "-pk")


def _page(
    rows: QuerySet[Topic],
    person: User | None,
    number: int,
    *,
    total: int | None = None,
    with_community: bool = False,
    within: Community | None = None,
) -> Page:
    """A page of rows: their keys (counted in the same statement where no total is known), then the rows."""
    if total is None:
        page = page_of_counted_keys(rows, number, per_page=TOPICS_PER_PAGE)
    else:
        page = page_of_keys(rows, number, total=total, per_page=TOPICS_PER_PAGE)
    found = topic_rows(page.items, person, with_community=with_community, within=within)
    return replace(page, items=found)


def topic_rows(
    keys: list[int], person: User | None, *, with_community: bool = False, within: Community | None = None
) -> list[TopicRow]:
    """Make rows of these topics, in this order. One query. The caller has checked that `person` sees them.

    A row says its community `with_community`, or where it is not the one `within` which the list is.
    """
    found = Topic.objects.filter(pk__in=keys).with_tags().with_position(person)
    found = with_arrival(found, person).select_related(
        "author__profile__agency", "author__profile__bureau", "community"
    )
    by_key = {topic.pk: topic for topic in found}
    here = within.pk if within else None
    return [
        _row(by_key[key], person, with_community or here not in (None, by_key[key].community_id))
        for key in keys
        if key in by_key
    ]


def _row(topic: Topic, person: User | None, with_community: bool) -> TopicRow:
    return TopicRow(
        topic=topic,
        author=author_of(topic.author, viewer=person),
        unread=unread_of(topic),
        is_new=is_new(topic),
        solved=topic.is_solved,
        held=topic.held_at is not None,
        community=topic.community if with_community else None,
    )


def latest(person: User | None, *, count: int, solved: bool = False) -> list[TopicRow]:
    """The latest topics that `person` sees; with `solved`, only questions that have an answer."""
    rows = Topic.objects.listed_for(person)
    if solved:
        rows = rows.exclude(answer=None)
    keys = list(rows.order_by("-last_post_at", "-pk").values_list("pk", flat=True)[:count])
    return topic_rows(keys, person, with_community=True)


def news_for(person: User, communities: list[Community], *, count: int) -> dict[str, list[TopicRow]]:
    """What is unread in what a member follows, what they could answer, and the latest in `communities`.

    Two queries for the three lists: first which topics, then their rows.
    """
    visible = Topic.objects.listed_for(person)
    lists = {
        "followed": visible.filter(pk__in=_unread(person)).order_by("-last_post_at", "-pk"),
        "answerable": answerable(visible, person).order_by("post_count", "-last_post_at", "-pk"),
        "recent": visible.filter(community__in=communities).order_by("-last_post_at", "-pk"),
    }
    first, *others = [_keys(name, rows, count) for name, rows in lists.items()]
    keys: dict[str, list[int]] = {name: [] for name in lists}
    for name, key in first.union(*others, all=True):
        keys[name].append(key)
    rows = topic_rows([key for found in keys.values() for key in found], person, with_community=True)
    by_key = {row.topic.pk: row for row in rows}
    return {name: [by_key[key] for key in found if key in by_key] for name, found in keys.items()}


def _keys(name: str, rows: QuerySet[Topic], count: int) -> QuerySet:
    """The first keys of a list, each with the list's name."""
    return rows.annotate(list=Value(name, output_field=CharField())).values_list("list", "pk")[:count]


def _unread(person: User) -> QuerySet:
    """The topics that a person follows and has not read to the end."""
    mine = ReadingPosition.objects.filter(person=person, follows=True, last_read__lt=F("topic__post_count"))
    return mine.values("topic")


def solved_count() -> int:
    """How many questions that everybody may read have an accepted answer."""
    return Topic.objects.listed_for(None).exclude(answer=None).count()
