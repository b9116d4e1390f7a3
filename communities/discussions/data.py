"""What this room holds of a person, for the download of their data."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from communities.kit.parts import Part, Row
from communities.members.models import User

from .models import HelpfulMark, Mention, Post, ReadingPosition, Revision, Topic


def data_of(person: User) -> list[Part]:
    """What the person asked, said, marked and follows, and where they were mentioned."""
    return [
        Part("topics", _("Topics that you started"), lambda: _topics(person)),
        Part("posts", _("Posts"), lambda: _posts(person)),
        Part("mentions", _("Where you were mentioned"), lambda: _mentions(person)),
        Part("helpful_marks", _("Posts that you found helpful"), lambda: _marks(person)),
        Part("reading", _("Topics that you read or follow"), lambda: _reading(person)),
    ]


def _topics(person: User) -> Iterator[Row]:
    mine = Topic.objects.filter(author=person).select_related("community").with_tags().order_by("created_at")
    for each in mine.iterator(chunk_size=500):
        yield {
            "title": each.title,
            "community": str(each.community),
            "kind": str(each.get_kind_display()),
            "tags": [tag["name"] for tag in each.tag_list],
            "started": each.created_at,
            "address": each.get_absolute_url(),
        }


def _posts(person: User) -> Iterator[Row]:
    revisions = Prefetch("revisions", Revision.objects.order_by("replaced_at", "pk"))
    mine = Post.objects.filter(author=person).select_related("topic").prefetch_related(revisions)
    for each in mine.order_by("created_at", "pk").iterator(chunk_size=500):
        yield {
            "topic": str(each.topic),
            "number": each.number,
            "text": each.source,
            "posted": each.created_at,
            "edited": each.edited_at,
            "earlier_texts": [{"text": r.source, "until": r.replaced_at} for r in each.revisions.all()],
            "hidden": each.hidden_at,
            "reason": each.hidden_reason,
            "found_helpful": each.helpful_count,
            "address": each.get_absolute_url(),
        }


def _mentions(person: User) -> Iterator[Row]:
    """Where the person was named, as far as they still see it; the words are somebody else's."""
    seen = Post.objects.visible_to(person)
    mine = Mention.objects.filter(person=person, post__in=seen).select_related("post__topic", "post__author")
    for each in mine.order_by("post__created_at"):
        yield {"topic": str(each.post.topic), "by": str(each.post.author), "at": each.post.created_at}


def _marks(person: User) -> Iterator[Row]:
    seen = Post.objects.visible_to(person)
    mine = HelpfulMark.objects.filter(person=person, post__in=seen).select_related("post__topic")
    for each in mine.order_by("at"):
        yield {"topic": str(each.post.topic), "number": each.post.number, "at": each.at}


def _reading(person: User) -> Iterator[Row]:
    seen = Topic.objects.visible_to(person)
    mine = ReadingPosition.objects.filter(person=person, topic__in=seen).select_related("topic")
    for each in mine.order_by("pk").iterator(chunk_size=500):
        yield {"topic": str(each.topic), "read_up_to": each.last_read, "follows": each.follows}
