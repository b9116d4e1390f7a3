"""What the page of a topic needs, with a known number of queries; lists of topics are in `listing`."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from communities.kit import text
from communities.kit.paging import Page, page_of_numbers
from communities.kit.permissions import Verdict
from communities.members.models import User
from communities.spaces.models import take_roles, with_roles

from .. import rules
from ..following.reading import level_of
from ..models import POSTS_PER_PAGE, Post, Preference, Topic
from ..writing.composer import with_draft
from .later import later_topics, with_later, year_if_old
from .lines import with_surroundings
from .posts import Author, PostView, author_of, name_of, view_of


@dataclass(frozen=True)
class AnswerView:
    """The accepted answer in short, shown under the question."""

    author_name: str
    agency_name: str
    accepted_by: str
    helpful_count: int
    excerpt: str
    url: str
    year: int | None  # of an old one
    later: list[Topic]  # what was asked since an old one


@dataclass(frozen=True)
class Skipped:
    """The posts before a page that a member has not read."""

    first: int
    last: int
    url: str  # of the first of them


@dataclass(frozen=True)
class TopicPage:
    """One page of a topic."""

    topic: Topic
    author: Author
    posts: list[PostView]
    page: Page
    answer: AnswerView | None
    level: str  # follow, normal or mute
    first_unread_url: str
    read_from: int  # the number of the first post of the page
    read_up_to: int | None  # that of the last one, if the person has not come so far before
    skipped: Skipped | None
    latest_url: str
    may_reply: Verdict
    may_follow: Verdict


@dataclass(frozen=True)
class Given:
    """What a member gave to others: answers that were accepted, and other posts, newest first."""

    answers: list[Post]
    others: list[Post]


def topic_for(person: User | None, pk: int) -> Topic:
    """The topic with its community and all roles of `person`, in one query; its people come with the posts.

    Raises Topic.DoesNotExist for what is not visible.
    """
    seen = with_surroundings(Topic.objects.visible_to(person).with_tags().with_position(person))
    found = with_later(with_draft(with_roles(seen, person), person), person)
    topic = found.select_related("community", "answered_by", "poll").get(pk=pk)
    take_roles(person, topic)
    return topic


def topic_page(topic: Topic, person: User | None, number: int) -> TopicPage:
    """Page `number` of a topic from `topic_for`. Page 500 costs what page 1 costs."""
    first, last, pages = page_of_numbers(number, total=topic.post_count, per_page=POSTS_PER_PAGE)
    read = list(_posts(topic, range(first, last + 1), person))
    posts = [post for post in read if first <= post.number <= last]
    last_read = getattr(topic, "last_read", None) or 0
    return TopicPage(
        topic=topic,
        author=author_of(_asker(topic, read), viewer=person),
        posts=[view_of(post, topic, person) for post in posts],
        page=Page(number, pages, posts, topic.post_count),
        answer=_answer(topic, read),
        level=level_of(topic),
        first_unread_url=topic.address_of(last_read + 1) if 0 < last_read < topic.post_count else "",
        read_from=first,
        read_up_to=last if person is not None and last > last_read else None,
        skipped=_skipped(topic, last_read, first) if person is not None else None,
        latest_url=topic.address_of(topic.post_count),
        may_reply=rules.may_reply(person, topic),
        may_follow=rules.may_follow(person, topic),
    )


def _skipped(topic: Topic, last_read: int, first: int) -> Skipped | None:
    """What lies between the last post that was read and the first one of a page."""
    if first <= last_read + 1:
        return None
    return Skipped(last_read + 1, first - 1, topic.address_of(last_read + 1))


def newer_than(topic: Topic, number: int) -> int:
    """How many posts that everybody reads came after this one. One query."""
    return topic.posts.said().filter(number__gt=number).count()


def uses_shortcuts(person: User) -> bool:
    """Whether keys do something on pages of discussions, as the member chose."""
    return not Preference.objects.filter(person=person, has_shortcuts=False).exists()


def _asker(topic: Topic, read: list[Post]) -> User:
    """Who started the topic, from the posts that were read."""
    return next((post.author for post in read if post.author_id == topic.author_id), None) or topic.author


def _answer(topic: Topic, read: list[Post]) -> AnswerView | None:
    answer = next((post for post in read if post.pk == topic.answer_id), None)
    if answer is None:
        return None
    author = author_of(answer.author, viewer=None)
    return AnswerView(
        author_name=author.name,
        agency_name=author.agency_name,
        accepted_by=name_of(topic.answered_by) if topic.answered_by else "",
        helpful_count=answer.helpful_count,
        excerpt=text.excerpt(answer.html),
        url=topic.address_of(answer.number),
        year=year_if_old(answer.created_at),
        later=later_topics(topic),
    )


def _posts(topic: Topic, numbers: range, person: User | None) -> QuerySet[Post]:
    """The posts with these numbers, and the question and the answer, which every page speaks of.

    Each by a key of its own: one condition on the topic for all makes PostgreSQL walk through the topic.
    Their keys first: it thinks that a long topic has thousands of them, and would read all members.
    """
    people = ("author__profile__agency", "author__profile__bureau", "hidden_by")
    wanted = Q(topic=topic, number__in=sorted({1, *numbers}))
    if topic.answer_id:
        wanted |= Q(pk=topic.answer_id)
    keys = Post.objects.filter(wanted).order_by().values("pk")[: len(numbers) + 2]
    found = Post.objects.filter(pk__in=keys).with_marks_of(person)
    return found.select_related(*people).defer("source").order_by("number")


def given_by(member: User, *, viewer: User | None, count: int = 5) -> Given:
    """The latest answers that a member gave and what they last wrote besides, among what `viewer` sees.

    One query.
    """
    seen = Post.objects.visible_to(viewer).said().filter(author=member)
    seen = seen.order_by("-created_at", "-pk")
    answers, others = seen.filter(topic__answer=F("pk")), seen.exclude(topic__answer=F("pk"))
    keys = Q(pk__in=answers.values("pk")[:count]) | Q(pk__in=others.values("pk")[:count])
    found = list(Post.objects.filter(keys).select_related("topic__community").order_by("-created_at", "-pk"))
    return Given(
        answers=[post for post in found if post.topic.answer_id == post.pk],
        others=[post for post in found if post.topic.answer_id != post.pk],
    )
