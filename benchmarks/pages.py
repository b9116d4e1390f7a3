"""Which pages of the invented community are measured, and what they ask of the database."""

import gzip
import statistics
import time
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from communities.discussions.models import Kind, Topic
from communities.discussions.reading.listing import TOPICS_PER_PAGE
from communities.members.models import User
from communities.spaces.models import Community

from .filling import READER
from .invented import Writer

RARE, COMMON, QUESTION = 15_000, 20, (30, 300, 3_000)  # ranks of the words that are searched for
DEEP = 150
BACKEND = settings.AUTHENTICATION_BACKENDS[0]
TIMES = 5


@dataclass(frozen=True)
class Work:
    """One page for one kind of person. What is not `timed` is only counted."""

    name: str
    path: str
    member: bool = False
    timed: bool = True


@dataclass
class Counted:
    """What one rendering of a page costs, the second and later times."""

    status: int
    statements: int
    sql_ms: float
    html: int
    gzip: int


def reader() -> User:
    """The member as whom pages are measured."""
    return User.objects.get(email=READER)


def plain_topic() -> Topic:
    """An ordinary solved question in the largest community, with a full first page."""
    topics = Topic.objects.filter(community=1, kind=Kind.QUESTION, is_locked=False)
    return topics.filter(post_count__range=(21, 40)).exclude(answer=None).order_by("pk")[0]


def works(seed: int) -> list[Work]:
    """All that is measured, floor first."""
    topic, community = plain_topic(), Community.objects.get(pk=1)
    longest = Topic.objects.order_by("-post_count")[0].get_absolute_url()
    deep = min(DEEP, -(-community.topic_count // TOPICS_PER_PAGE))
    pages = {
        "topic page": topic.get_absolute_url(),
        "long topic, page 1": longest,
        "long topic, page 500": f"{longest}?page=500",
        "topic list": community.get_absolute_url(),
        "topic list, deep page": f"{community.get_absolute_url()}?page={deep}",
        **{f"search, {name}": f"{reverse('search')}?q={words}" for name, words in _searches(seed).items()},
    }
    floor = [
        Work("C", reverse("bench_constant")),
        Work("C behind the site's middleware", reverse("bench_constant_behind")),
        Work("T", reverse("bench_topic", args=[topic.pk])),
        Work("T as a list", reverse("bench_list", args=[community.pk])),
    ]
    both = [
        Work(f"{name}, {who}", path, member=who == "member")
        for name, path in pages.items()
        for who in ("visitor", "member")
    ]
    directory = Work("directory, member", reverse("member_list"), member=True)
    return [*floor, *both, directory, *_counted_only(community)]


def _searches(seed: int) -> dict[str, str]:
    words = Writer(seed).words
    asked = "+".join(words[rank] for rank in QUESTION)
    return {"rare word": words[RARE], "common word": words[COMMON], "three words": asked}


def _counted_only(community: Community) -> list[Work]:
    """The other pages that members open often."""
    slug = community.slug
    pages = {
        "home": "/",
        "communities": reverse("community_list"),
        "about a community": reverse("community_about", args=[slug]),
        "members of a community": reverse("community_members", args=[slug]),
        "new topic": reverse("topic_start", args=[slug]),
        "profile": reader().get_absolute_url(),
        "notifications": reverse("notification_list"),
        "directory, a word": f"{reverse('member_list')}?q=office",
    }
    open_to_all = ("home", "communities", "about a community")
    visits = [Work(f"{name}, visitor", pages[name], timed=False) for name in open_to_all]
    return visits + [Work(f"{name}, member", path, True, timed=False) for name, path in pages.items()]


def session_of(person: User) -> str:
    """Sign a person in; the value of the session's cookie."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def count(work: Work, session: str) -> dict:
    """Open a page a few times and say what it costs from the second time on."""
    client = Client(raise_request_exception=False)
    if work.member:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.get(work.path)
    seen = [_once(client, work.path) for _each in range(TIMES)]
    result = seen[-1]
    result.sql_ms = round(statistics.median(each.sql_ms for each in seen), 2)
    return asdict(result)


def statements_of(path: str, session: str = "") -> list[tuple[float, str]]:
    """The statements of one page with their milliseconds, for looking into it."""
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.get(path)
    return _recorded(client, path)[1]


def _once(client: Client, path: str) -> Counted:
    response, statements = _recorded(client, path)
    spent = sum(milliseconds for milliseconds, _statement in statements)
    size = len(gzip.compress(response.content, 6))
    return Counted(response.status_code, len(statements), spent, len(response.content), size)


def _recorded(client: Client, path: str):
    statements: list[tuple[float, str]] = []

    def record(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            statements.append(((time.perf_counter() - began) * 1000, f"{sql} -- {params}"))

    with connection.execute_wrapper(record):
        response = client.get(path)
    return response, statements


def reply_topics(number: int) -> list[str]:
    """Pages of open topics in the reader's communities, each once, in which replies are posted."""
    mine = Topic.objects.filter(community__memberships__person=reader(), is_locked=False, post_count__lt=200)
    return [topic.get_absolute_url() for topic in mine.order_by("-last_post_at", "-pk")[:number]]
