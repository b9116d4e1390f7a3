"""Who is told of a post: whom it mentions, who follows its topic, who follows where a topic starts."""

from typing import Any

from communities.members.models import User
from communities.notifications.models import Kind
from communities.notifications.telling import tell
from communities.spaces.models import readers_of

from ..models import Post, ReadingPosition
from . import followers


def tell_of(post: Post, *, only_mentions: bool = False) -> None:
    """Tell everybody concerned who may read the post, each for the strongest reason, in a fixed number of
    statements. Whoever mutes it is told of mentions only, and not by mail.
    """
    readers = readers_of(post.topic.community)
    mentioned = _keys(readers.filter(mentions__post=post))
    muted = User.objects.filter(followers.muting(post.topic))
    quiet = _keys(muted.filter(pk__in=mentioned)) if mentioned else set()
    about: dict[str, Any] = {"target": post, "title": post.topic.title, "actor": post.author}
    about["community"] = post.topic.community
    tell(mentioned, Kind.MENTION, at=post.edited_at or post.created_at, quiet=quiet, **about)
    if only_mentions:
        return
    if post.number == 1:
        following = readers.filter(followers.following_its_place(post.topic)).exclude(pk__in=muted)
        tell(_keys(following) - mentioned, Kind.TOPIC, at=post.created_at, **about)
        return
    unread = ReadingPosition.objects.filter(topic=post.topic, follows=True, last_read__lt=post.number)
    following = readers.filter(pk__in=unread.values("person"))
    tell(_keys(following) - mentioned, Kind.REPLY, at=post.created_at, **about)


def _keys(people) -> set[int]:
    return set(people.values_list("pk", flat=True))
