"""A topic as it goes to paper: all its posts, plain, with their permanent addresses."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.kit.paging import Page, page_of_numbers

from ..models import Post, Topic
from .posts import author_of

PRINTED = 500  # posts in one part


@dataclass(frozen=True)
class PrintedPost:
    """One post on paper."""

    number: int
    in_reply_to: int | None
    name: str
    about: str  # title and agency
    at: datetime
    edited: bool
    html: str  # empty where its words are out of sight for most
    instead: str  # why, in a sentence
    is_answer: bool
    address: str  # the permanent one, whole


@dataclass(frozen=True)
class PrintedTopic:
    """One part of a topic; most have one part only."""

    posts: list[PrintedPost]
    answer: PrintedPost | None  # with the first part, wherever it stands
    page: Page
    first: int
    last: int


def printed(topic: Topic, number: int) -> PrintedTopic:
    """Part `number` of a topic. One query.

    What is hidden, withdrawn or held is printed for nobody, also not for those who may read it: paper is
    passed on.
    """
    first, last, pages = page_of_numbers(number, total=topic.post_count, per_page=PRINTED)
    wanted = Q(topic=topic, number__range=(first, last)) | Q(pk=topic.answer_id)
    people = ("author__profile__agency", "author__profile__bureau")
    found = Post.objects.filter(wanted).select_related(*people).defer("source").order_by("number")
    made = [_printed(post, topic) for post in found]
    return PrintedTopic(
        posts=[post for post in made if first <= post.number <= last],
        answer=next((post for post in made if post.is_answer), None) if number == 1 else None,
        page=Page(number, pages, made, topic.post_count),
        first=first,
        last=last,
    )


def _printed(post: Post, topic: Topic) -> PrintedPost:
    author = author_of(post.author, viewer=None)
    instead = _instead(post)
    return PrintedPost(
        number=post.number,
        in_reply_to=post.in_reply_to,
        name=author.name,
        about=", ".join(part for part in (author.title, author.agency_name) if part),
        at=post.created_at,
        edited=post.edited_at is not None,
        html="" if instead else post.html,
        instead=instead,
        is_answer=post.pk == topic.answer_id,
        address=settings.BASE_URL + reverse("post_detail", args=[post.pk]),
    )


def _instead(post: Post) -> str:
    if post.is_hidden:
        return _("A moderator hid this post.")
    if post.is_withdrawn:
        return _("The author has withdrawn this post.")
    return _("This post waits for a moderator.") if post.is_held else ""
