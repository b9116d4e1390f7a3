"""What the pages about single posts need: earlier texts, bookmarks, who found it helpful."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from communities.kit import text
from communities.kit.paging import Page, page_of_rows
from communities.members.models import User

from ..models import Bookmark, HelpfulMark, Post, Topic
from ..rules import may_read_words
from .differing import Piece, difference
from .posts import Author, author_of

VERSIONS_PER_PAGE = 10
BOOKMARKS_PER_PAGE = 25
HELPED_PER_PAGE = 50


@dataclass(frozen=True)
class Change:
    """One change of a post: when, by whom, and what was different after it."""

    at: datetime
    by: Author
    pieces: list[Piece]


@dataclass(frozen=True)
class BookmarkView:
    """One bookmark, as its owner reads it."""

    bookmark: Bookmark
    author: Author
    excerpt: str  # empty for words that are out of sight
    url: str


def history(post: Post, person: User, number: int) -> Page:
    """One page of the changes of a post, the latest first. Two queries."""
    rows = post.revisions.select_related("by__profile__agency", "by__profile__bureau")
    later = post.revisions.filter(Q(replaced_at__gt=OuterRef("replaced_at")) | _later_key()).order_by(
        "replaced_at", "pk"
    )
    rows = rows.annotate(became=Subquery(later.values("source")[:1])).order_by("-replaced_at", "-pk")
    page = page_of_rows(rows, number, total=post.revisions.count(), per_page=VERSIONS_PER_PAGE)
    changes = [
        Change(
            at=each.replaced_at,
            by=author_of(each.by, viewer=person),
            pieces=difference(each.source, post.source if each.became is None else each.became),
        )
        for each in page.items
    ]
    return replace(page, items=changes)


def _later_key() -> Q:
    """Of two changes at the same moment, the one that was written down later."""
    return Q(replaced_at=OuterRef("replaced_at"), pk__gt=OuterRef("pk"))


def bookmarks(person: User, number: int) -> Page:
    """One page of a member's bookmarks, the latest first, of what they still see. Three queries."""
    seen = Topic.objects.visible_to(person)
    mine = Bookmark.objects.filter(person=person, post__topic__in=seen)
    people = ("post__author__profile__agency", "post__author__profile__bureau")
    rows = mine.select_related("post__topic__community", *people).order_by("-at", "-pk")
    page = page_of_rows(rows, number, total=mine.count(), per_page=BOOKMARKS_PER_PAGE)
    return replace(page, items=[_bookmark(each, person) for each in page.items])


def _bookmark(each: Bookmark, person: User) -> BookmarkView:
    post = each.post
    return BookmarkView(
        bookmark=each,
        author=author_of(post.author, viewer=person),
        excerpt=text.excerpt(post.html) if may_read_words(person, post, post.topic) else "",
        url=post.get_absolute_url(),
    )


def helped(post: Post, person: User, number: int) -> Page:
    """One page of those who found a post helpful, the latest first. Two queries."""
    rows = HelpfulMark.objects.filter(post=post).select_related(
        "person__profile__agency", "person__profile__bureau"
    )
    total = post.helpful_count
    page = page_of_rows(rows.order_by("-at", "-pk"), number, total=total, per_page=HELPED_PER_PAGE)
    return replace(page, items=[author_of(mark.person, viewer=person) for mark in page.items])
