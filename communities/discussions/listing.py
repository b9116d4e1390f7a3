"""Lists of topics: of a community, of the home page, each with a known number of queries."""

from dataclasses import dataclass, replace

from django.db.models import CharField, F, QuerySet, Value

from communities.kit.paging import Page, page_of_keys
from communities.members.models import TaggedProfile, User
from communities.spaces.models import Community

from .models import Kind, ReadingPosition, TaggedTopic, Topic
from .reading import Author, author_of

TOPICS_PER_PAGE = 25


@dataclass(frozen=True)
class TopicRow:
    """A topic in a list."""

    topic: Topic
    author: Author
    unread: int  # posts that came since the person read it
    is_new: bool  # started since the person joined, and never opened
    solved: bool
    community: Community | None = None


def topics(community: Community, person: User | None, *, only: str, number: int) -> Page:
    """One page of a community's topics: pinned first, then latest. At most three queries."""
    rows = Topic.objects.filter(community=community)
    if only == "unanswered":
        rows = rows.filter(kind=Kind.QUESTION, answer=None).order_by("-last_post_at", "-pk")
        total = rows.count()
    else:
        rows = rows.order_by("-is_pinned", "-last_post_at", "-pk")
        total = community.topic_count
    page = page_of_keys(rows, number, total=total, per_page=TOPICS_PER_PAGE)
    return replace(page, items=topic_rows(page.items, person))


def topic_rows(keys: list[int], person: User | None, *, with_community: bool = False) -> list[TopicRow]:
    """Make rows of these topics, in this order. One query. The caller has checked that `person` sees them."""
    found = Topic.objects.filter(pk__in=keys).with_tags().with_position(person)
    found = found.select_related("author__profile__agency", "author__profile__bureau", "community")
    by_key = {topic.pk: topic for topic in found}
    return [_row(by_key[key], person, with_community) for key in keys if key in by_key]


def _row(topic: Topic, person: User | None, with_community: bool) -> TopicRow:
    last_read = getattr(topic, "last_read", None)
    return TopicRow(
        topic=topic,
        author=author_of(topic.author, viewer=person),
        unread=topic.post_count - last_read if last_read else 0,
        is_new=person is not None and last_read is None and topic.created_at > person.date_joined,
        solved=topic.is_solved,
        community=topic.community if with_community else None,
    )


def latest(person: User | None, *, count: int, solved: bool = False) -> list[TopicRow]:
    """The latest topics that `person` sees; with `solved`, only questions that have an answer."""
    rows = Topic.objects.visible_to(person)
    if solved:
        rows = rows.exclude(answer=None)
    keys = list(rows.order_by("-last_post_at", "-pk").values_list("pk", flat=True)[:count])
    return topic_rows(keys, person, with_community=True)


def news_for(person: User, communities: list[Community], *, count: int) -> dict[str, list[TopicRow]]:
    """What is unread in what a member follows, what they could answer, and the latest in `communities`.

    Two queries for the three lists: first which topics, then their rows.
    """
    visible = Topic.objects.visible_to(person)
    lists = {
        "followed": visible.filter(pk__in=_unread(person)).order_by("-last_post_at", "-pk"),
        "answerable": _answerable(visible, person).order_by("post_count", "-last_post_at", "-pk"),
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


def _answerable(visible: QuerySet[Topic], person: User) -> QuerySet[Topic]:
    """Open questions of others that carry a tag of the person's expertise."""
    expertise = TaggedProfile.objects.filter(content_object__person=person).values("tag")
    tagged = TaggedTopic.objects.filter(tag__in=expertise).values("content_object")
    return visible.filter(kind=Kind.QUESTION, answer=None, pk__in=tagged).exclude(author=person)


def solved_count() -> int:
    """How many questions have an accepted answer."""
    return Topic.objects.exclude(answer=None).count()
