"""What the page of a topic needs, with a known number of queries; lists of topics are in `listing`."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from communities.kit import text
from communities.kit.paging import Page, page_of_numbers
from communities.kit.permissions import Verdict
from communities.members.audiences import opens
from communities.members.models import User

from . import post_rules, rules
from .composer import with_draft
from .followed import level_of
from .later import later_topics, with_later, year_if_old
from .lines import with_surroundings
from .models import POSTS_PER_PAGE, Post, Preference, Topic


@dataclass(frozen=True)
class Author:
    """Who wrote something, as everybody sees them."""

    name: str
    title: str
    agency_name: str
    url: str


@dataclass(frozen=True)
class PostView:
    """A post as a person sees it, with what they may do."""

    post: Post
    author: Author
    html: str  # empty for whom a hidden post is not readable
    is_answer: bool
    in_reply_to_url: str
    hidden: bool
    hidden_reason: str
    hidden_by: str
    marked_helpful: bool
    bookmarked: bool
    waits: bool  # for a moderator; nobody else reads it yet
    withdrawn: bool
    may_reply: Verdict
    may_accept: Verdict
    may_edit: Verdict
    may_hide: Verdict
    may_restore: Verdict
    may_mark_helpful: Verdict
    may_withdraw: Verdict
    may_put_back: Verdict
    may_bookmark: Verdict

    @property
    def is_quiet(self) -> bool:
        """Whether its words are out of sight for most."""
        return self.hidden or self.waits or self.withdrawn

    @property
    def in_reply_to(self) -> int | None:
        return self.post.in_reply_to

    @property
    def helpful_count(self) -> int:
        return self.post.helpful_count

    @property
    def reply_url(self) -> str:
        return (
            f"?{urlencode({'to': self.post.number})}#composer" if self.may_reply and not self.is_quiet else ""
        )

    @property
    def helpful_url(self) -> str:
        return reverse("post_helpful", args=[self.post.pk])

    @property
    def accept_url(self) -> str:
        """Where the answer is accepted; for the answer itself, where it is taken back."""
        if self.is_answer:
            return reverse("answer_withdraw", args=[self.post.topic_id])
        return reverse("answer_accept", args=[self.post.pk])

    @property
    def link(self) -> str:
        """The permanent address, wherever the post stands later."""
        return reverse("post_detail", args=[self.post.pk])

    @property
    def bookmark_url(self) -> str:
        return reverse("post_bookmark", args=[self.post.pk])

    @property
    def helped_url(self) -> str:
        return reverse("post_helped", args=[self.post.pk])

    @property
    def history_url(self) -> str:
        return reverse("post_history", args=[self.post.pk])

    @property
    def withdraw_url(self) -> str:
        return reverse("post_withdraw", args=[self.post.pk])

    @property
    def put_back_url(self) -> str:
        return reverse("post_put_back", args=[self.post.pk])

    @property
    def edit_url(self) -> str:
        return reverse("post_edit", args=[self.post.pk])

    @property
    def hide_url(self) -> str:
        return reverse("post_hide", args=[self.post.pk])

    @property
    def restore_url(self) -> str:
        return reverse("post_restore", args=[self.post.pk])


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
class TopicPage:
    """One page of a topic."""

    topic: Topic
    author: Author
    posts: list[PostView]
    page: Page
    answer: AnswerView | None
    level: str  # follow, normal or mute
    first_unread_url: str
    read_up_to: int | None  # how far the person has read with this page; None if no further than before
    latest_url: str
    may_reply: Verdict
    may_follow: Verdict


@dataclass(frozen=True)
class Given:
    """What a member gave to others: answers that were accepted, and other posts, newest first."""

    answers: list[Post]
    others: list[Post]


def name_of(person: User) -> str:
    """A person's name, as long as the account is open."""
    return person.name if person.is_active else _("Former member")


def author_of(person: User, *, viewer: User | None) -> Author:
    """Say who wrote something, with a link for whom there is a profile."""
    profile = getattr(person, "profile", None) if person.is_active else None
    return Author(
        name=name_of(person),
        title=profile.title if profile else "",
        agency_name=profile.agency_name if profile else "",
        url=person.get_absolute_url() if profile and opens(profile, viewer) else "",
    )


def topic_for(person: User | None, pk: int) -> Topic:
    """The topic with its community, in one query; its people come with the posts.

    Raises Topic.DoesNotExist for what is not visible.
    """
    seen = with_surroundings(Topic.objects.visible_to(person).with_tags().with_position(person))
    found = with_later(with_draft(seen, person), person)
    return found.select_related("community", "answered_by", "poll").get(pk=pk)


def topic_page(topic: Topic, person: User | None, number: int) -> TopicPage:
    """Page `number` of a topic from `topic_for`. Page 500 costs what page 1 costs."""
    first, last, pages = page_of_numbers(number, total=topic.post_count, per_page=POSTS_PER_PAGE)
    read = list(_posts(topic, range(first, last + 1), person))
    posts = [post for post in read if first <= post.number <= last]
    last_read = getattr(topic, "last_read", None) or 0
    return TopicPage(
        topic=topic,
        author=author_of(_asker(topic, read), viewer=person),
        posts=[_view(post, topic, person) for post in posts],
        page=Page(number, pages, posts, topic.post_count),
        answer=_answer(topic, read),
        level=level_of(topic),
        first_unread_url=topic.address_of(last_read + 1) if 0 < last_read < topic.post_count else "",
        read_up_to=last if person is not None and last > last_read else None,
        latest_url=topic.address_of(topic.post_count),
        may_reply=rules.may_reply(person, topic),
        may_follow=rules.may_follow(person, topic),
    )


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


def _view(post: Post, topic: Topic, person: User | None) -> PostView:
    readable = post_rules.may_read_words(person, post, topic)
    is_answer = post.pk == topic.answer_id
    accepts = (
        rules.may_withdraw_answer(person, topic)
        if is_answer
        else rules.may_accept_answer(person, post, topic)
    )
    return PostView(
        post=post,
        author=author_of(post.author, viewer=person),
        html=post.html if readable else "",
        is_answer=is_answer,
        in_reply_to_url=topic.address_of(post.in_reply_to) if post.in_reply_to else "",
        hidden=post.is_hidden,
        hidden_reason=post.hidden_reason if readable else "",
        hidden_by=name_of(post.hidden_by) if post.hidden_by and readable else "",
        marked_helpful=getattr(post, "marked", False),
        bookmarked=getattr(post, "bookmarked", False),
        waits=post.is_held,
        withdrawn=post.is_withdrawn,
        may_reply=rules.may_reply(person, topic),
        may_accept=accepts,
        may_edit=rules.may_edit_post(person, post, topic),
        may_hide=rules.may_hide_post(person, post, topic),
        may_restore=rules.may_restore_post(person, post, topic),
        may_mark_helpful=rules.may_mark_helpful(person, post, topic),
        may_withdraw=post_rules.may_withdraw_post(person, post, topic),
        may_put_back=post_rules.may_put_back_post(person, post, topic),
        may_bookmark=post_rules.may_bookmark(person),
    )


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
