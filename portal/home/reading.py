"""What the home page shows: to visitors what this is, to members what is new to them."""

from django.db.models import CharField, Count, F, QuerySet, Value

from communities.discussions import reading as discussions
from communities.discussions.models import Kind, ReadingPosition, TaggedTopic, Topic
from communities.members.models import TaggedProfile, User
from communities.members.reading import requests
from communities.members.reading.completing import hints
from communities.spaces import reading as spaces
from communities.spaces.models import Community, roles_of
from communities.spaces.rules import may_start_topic
from toolkits.models import ToolkitPage
from toolkits.reading import cards, latest_sections

FEATURED = 3
ROWS = 6
NEW_SECTIONS = 5


def for_visitor() -> dict:
    """Three toolkits, recently solved public questions, public communities, and numbers that are counted."""
    return {
        "cards": cards(ToolkitPage.objects.live().public().order_by("-last_published_at")[:FEATURED]),
        "solved": discussions.latest(None, count=ROWS, solved=True),
        "communities": spaces.communities(None),
        "numbers": {
            **User.objects.members().aggregate(
                members=Count("pk", distinct=True), agencies=Count("profile__agency", distinct=True)
            ),
            "answered": discussions.solved_count(),
        },
    }


def for_member(person: User) -> dict:
    """What is new in what a member follows, what they could answer, and what is new in toolkits."""
    communities = list(Community.objects.filter(pk__in=roles_of(person)))
    return {
        **_topics(person, communities),
        "requests_to_join": requests.queue(person),
        "new_sections": latest_sections(NEW_SECTIONS),
        "communities": communities or list(spaces.communities(person)),
        "has_communities": bool(communities),
        "may_start_in": [community for community in communities if may_start_topic(person, community)],
        "hints": hints(person.profile, most=1),
    }


def _topics(person: User, communities: list[Community]) -> dict[str, list[discussions.TopicRow]]:
    """The three lists of topics, in two queries: first which, then their rows."""
    visible = Topic.objects.visible_to(person)
    lists = {
        "followed": visible.filter(pk__in=_unread(person)).order_by("-last_post_at", "-pk"),
        "answerable": _answerable(visible, person).order_by("post_count", "-last_post_at", "-pk"),
        "recent": visible.filter(community__in=communities).order_by("-last_post_at", "-pk"),
    }
    first, *others = [_keys(name, rows) for name, rows in lists.items()]
    keys: dict[str, list[int]] = {name: [] for name in lists}
    for name, key in first.union(*others, all=True):
        keys[name].append(key)
    rows = discussions.topic_rows(
        [key for found in keys.values() for key in found], person, with_community=True
    )
    by_key = {row.topic.pk: row for row in rows}
    return {name: [by_key[key] for key in found if key in by_key] for name, found in keys.items()}


def _keys(name: str, rows: QuerySet[Topic]) -> QuerySet:
    """The first keys of a list, each with the list's name."""
    return rows.annotate(list=Value(name, output_field=CharField())).values_list("list", "pk")[:ROWS]


def _unread(person: User) -> QuerySet:
    """The topics that a person follows and has not read to the end."""
    mine = ReadingPosition.objects.filter(person=person, follows=True, last_read__lt=F("topic__post_count"))
    return mine.values("topic")


def _answerable(visible: QuerySet[Topic], person: User) -> QuerySet[Topic]:
    """Open questions of others that carry a tag of the person's expertise."""
    expertise = TaggedProfile.objects.filter(content_object__person=person).values("tag")
    tagged = TaggedTopic.objects.filter(tag__in=expertise).values("content_object")
    return visible.filter(kind=Kind.QUESTION, answer=None, pk__in=tagged).exclude(author=person)
