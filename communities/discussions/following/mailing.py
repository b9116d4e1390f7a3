"""How a mail about a post hangs together with the others of its topic (settings.MAIL_THREADS)."""

from django.urls import reverse

from communities.notifications.models import STRENGTH, Kind, Notification
from communities.notifications.threads import Thread, stop_token

from ..models import Post
from .followers import mutes

SAID = (*STRENGTH, Kind.ANSWER)  # what is told of what somebody said; not decisions about it


def thread_of(note: Notification, post: Post) -> Thread:
    """The root is the first post of the topic. Ids are those of posts: the same for all. Two queries."""
    topic = post.topic
    wanted = Post.objects.filter(topic=topic, number__in={1, post.in_reply_to or 1})
    keys = dict(wanted.values_list("number", "pk"))
    parents = list(dict.fromkeys(keys[number] for number in (1, post.in_reply_to) if number in keys))
    is_news = note.kind in STRENGTH  # anything else is news about a post that was mailed already
    answers = [key for key in parents if key != post.pk] if is_news else [*parents, post.pk]
    return Thread(
        message_id=_id_of(note, post) if is_news else "",
        parents=tuple(f"post-{key}" for key in dict.fromkeys(answers)),
        list_id=f"{topic.community.slug}.communities",
        list_name=topic.community.name,
        stop_path=reverse("topic_stop", args=[stop_token(note.person, topic.pk)]),
        is_silent=_is_settled(note, post) or note.kind in SAID and mutes(note.person, topic),
    )


def _id_of(note: Notification, post: Post) -> str:
    """A mention that came by an edit is a mail of its own: programs drop a second one with the same id."""
    if note.created_at <= post.created_at:
        return f"post-{post.pk}"
    return f"post-{post.pk}.{note.created_at:%Y%m%d%H%M%S}"


def _is_settled(note: Notification, post: Post) -> bool:
    """Whether there is nothing to tell any more: it is out of sight, or what waited was decided."""
    if note.kind == Kind.HELD:
        return not post.is_held or post.is_hidden or post.is_withdrawn
    return note.kind in SAID and not _is_said(post)


def _is_said(post: Post) -> bool:
    return not (post.is_hidden or post.is_held or post.is_withdrawn)
