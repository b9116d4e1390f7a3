"""What this room holds of a person, for the download of their data."""

from collections.abc import Iterator
from pathlib import PurePath

from django.db.models import Prefetch
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from communities.kit.parts import Part, Row
from communities.members.models import User
from communities.spaces.models import Community

from .following.reading import levels_of
from .models import (
    Attachment,
    Bookmark,
    Draft,
    HelpfulMark,
    Mention,
    Poll,
    Post,
    Preference,
    ReadingPosition,
    Revision,
    Topic,
    Vote,
)


def data_of(person: User) -> list[Part]:
    """What the person asked, said, marked and follows, and where they were mentioned."""
    return [
        Part("topics", _("Topics that you started"), lambda: _topics(person)),
        Part("posts", _("Posts"), lambda: _posts(person)),
        Part("drafts", _("Drafts"), lambda: _drafts(person)),
        Part(
            "attachments",
            _("Pictures and files that you uploaded"),
            lambda: _attachments(person),
            lambda: _files(person),
        ),
        Part("mentions", _("Where you were mentioned"), lambda: _mentions(person)),
        Part("helpful_marks", _("Posts that you found helpful"), lambda: _marks(person)),
        Part("bookmarks", _("Posts that you keep"), lambda: _bookmarks(person)),
        Part("votes", _("What you chose in polls"), lambda: _votes(person)),
        Part("polls", _("Polls that you began"), lambda: _polls(person)),
        Part("reading", _("Topics that you read or follow"), lambda: _reading(person)),
        Part("following", _("Communities and tags that you follow or mute"), lambda: _following(person)),
        Part("discussion_choices", _("What you chose about discussions"), lambda: _choices(person)),
    ]


def _seen_by(person: User) -> set[int]:
    """The communities that the person sees. Of others they get their own words, and nothing of where."""
    return set(Community.objects.visible_to(person).values_list("pk", flat=True))


def _topics(person: User) -> Iterator[Row]:
    seen = _seen_by(person)
    mine = Topic.objects.filter(author=person).select_related("community").with_tags().order_by("created_at")
    for each in mine.iterator(chunk_size=500):
        is_seen = each.community_id in seen
        yield {
            "title": each.title,
            "community": str(each.community) if is_seen else "",
            "kind": str(each.get_kind_display()),
            "tags": [tag["name"] for tag in each.tag_list],
            "started": each.created_at,
            "address": each.get_absolute_url() if is_seen else "",
        }


def _posts(person: User) -> Iterator[Row]:
    seen = _seen_by(person)
    revisions = Prefetch("revisions", Revision.objects.order_by("replaced_at", "pk"))
    mine = Post.objects.filter(author=person).select_related("topic").prefetch_related(revisions)
    for each in mine.order_by("created_at", "pk").iterator(chunk_size=500):
        is_seen = each.topic.community_id in seen
        yield {
            "topic": str(each.topic) if is_seen else "",
            "number": each.number,
            "text": each.source,
            "posted": each.created_at,
            "edited": each.edited_at,
            "earlier_texts": [{"text": r.source, "until": r.replaced_at} for r in each.revisions.all()],
            "hidden": each.hidden_at,
            "withdrawn": each.withdrawn_at,
            "reason": each.hidden_reason,
            "found_helpful": each.helpful_count,
            "address": each.get_absolute_url() if is_seen else "",
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


def _bookmarks(person: User) -> Iterator[Row]:
    """Posts that the person still sees, and all notes: those are their own words."""
    seen = set(Post.objects.visible_to(person).filter(bookmarks__person=person).values_list("pk", flat=True))
    mine = Bookmark.objects.filter(person=person).select_related("post__topic")
    for each in mine.order_by("at"):
        place = {"topic": str(each.post.topic), "number": each.post.number} if each.post_id in seen else {}
        yield {**place, "note": each.note, "at": each.at}


def _reading(person: User) -> Iterator[Row]:
    seen = Topic.objects.visible_to(person)
    mine = ReadingPosition.objects.filter(person=person, topic__in=seen).select_related("topic")
    for each in mine.order_by("pk").iterator(chunk_size=500):
        yield {
            "topic": str(each.topic),
            "read_up_to": each.last_read,
            "follows": each.follows,
            "mutes": each.mutes,
        }


def _following(person: User) -> Iterator[Row]:
    communities, tags = levels_of(person)
    for each in communities:
        yield {"community": str(each.community), "level": each.level}
    for tagged in tags:
        yield {"tag": str(tagged.tag), "level": tagged.level}


def _choices(person: User) -> Iterator[Row]:
    for each in Preference.objects.filter(person=person):
        yield {"follows_own": each.follows_own, "has_shortcuts": each.has_shortcuts}


def _drafts(person: User) -> Iterator[Row]:
    for each in Draft.objects.visible_to(person).order_by("saved_at"):
        yield {"place": each.place, **each.fields, "saved": each.saved_at}


def _attachments(person: User) -> Iterator[Row]:
    for each in Attachment.objects.filter(by=person).order_by("at").iterator(chunk_size=500):
        yield {
            "name": each.name,
            "alternative_text": each.alt,
            "decorative": each.is_decorative,
            "size": each.size,
            "uploaded": each.at,
            "state": str(each.get_state_display()),
            "file": _path(each) if each.state == Attachment.State.CLEAN else "",
        }


def _files(person: User) -> Iterator[tuple[str, FieldFile]]:
    clean = Attachment.objects.filter(by=person, state=Attachment.State.CLEAN)
    for each in clean.order_by("at").iterator(chunk_size=500):
        yield _path(each), each.file


def _path(attachment: Attachment) -> str:
    """Where a file stands in the download, under our name and not under the one that it came with."""
    return f"attachments/{PurePath(str(attachment.file.name)).name}"


def _votes(person: User) -> Iterator[Row]:
    """The words of a poll are somebody else's: where the person doesn't see it, the places of the options."""
    seen = _seen_by(person)
    mine = Vote.objects.filter(person=person).select_related("poll__topic").order_by("at")
    for each in mine.iterator(chunk_size=500):
        options = each.poll.options
        if each.poll.topic.community_id not in seen:
            yield {
                "question": "",
                "chosen": [place + 1 for place in each.choices],
                "at": each.at,
                "address": "",
            }
            continue
        yield {
            "question": each.poll.question,
            "chosen": [options[place] for place in each.choices if place < len(options)],
            "at": each.at,
            "address": each.poll.topic.get_absolute_url(),
        }


def _polls(person: User) -> Iterator[Row]:
    seen = _seen_by(person)
    mine = Poll.objects.filter(created_by=person).select_related("topic").order_by("created_at")
    for each in mine.iterator(chunk_size=500):
        yield {
            "question": each.question,
            "options": each.options,
            "begun": each.created_at,
            "address": each.topic.get_absolute_url() if each.topic.community_id in seen else "",
        }
