"""The demonstration's topics: their posts with pictures and files, their marks, and their answers."""

import re
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from communities.discussions.answering import accept_answer
from communities.discussions.hiding import hide_post
from communities.discussions.marking import mark_helpful
from communities.discussions.models import Post, Topic
from communities.discussions.writing.attaching import attach
from communities.discussions.writing.editing import edit_post
from communities.discussions.writing.posting import reply, start_topic
from communities.discussions.writing.withdrawing import withdraw_post
from communities.members.models import User
from communities.spaces.joining import join_community
from communities.spaces.models import KEEPERS, Community

from . import content

FILE = re.compile(r"(?P<picture>!?)\[(?P<words>[^\]]*)\]\(files/(?P<name>[\w.-]+)\)")


def write_topics(
    people: dict[str, User], communities: dict[str, Community], now: datetime
) -> dict[str, Topic]:
    """Write all topics in the order of time. Returns them by their names, such as accessibility/02."""
    written = {}
    for entry in content.topics():
        try:
            written[entry.name] = _write_topic(entry, people, communities[entry.community], now)
        except (ValidationError, KeyError) as error:
            raise ValueError(f"{entry.path.name}: {error}") from error
    return written


def _write_topic(
    entry: content.DemoTopic, people: dict[str, User], community: Community, now: datetime
) -> Topic:
    at = now - timedelta(days=entry.days_ago)
    first, *rest = entry.posts
    author = people[entry.by]
    take_part(author, community, at)
    topic = start_topic(
        community,
        by=author,
        kind=entry.kind,
        title=entry.title,
        source=_with_files(first.text, author),
        tags=entry.tags,
        link=entry.link,
        details={"where": entry.where} if entry.where else None,
        closes_on=timezone.localdate(now) + timedelta(days=entry.closes_in) if entry.closes_in else None,
        at=at,
    )
    posts = [topic.posts.get()]
    for post in rest:
        at = min(at + post.after, now)
        posts.append(_write_reply(topic, post, people[post.by], at))
    _mark(entry, posts, people, community)
    if entry.answer:
        accept_answer(posts[entry.answer - 1], by=author, at=at)
    if entry.pinned:
        Topic.objects.filter(pk=topic.pk).update(is_pinned=True)
    return topic


def _write_reply(topic: Topic, said: content.DemoPost, author: User, at: datetime) -> Post:
    """A reply, and what became of it: corrected or withdrawn by its author, hidden by a keeper."""
    take_part(author, topic.community, at)
    source = _with_files(said.text, author)
    now, before = reversed(said.corrected) if said.corrected else ("", "")
    first = source.replace(now, before) if said.corrected else source
    post = reply(topic, by=author, source=first, in_reply_to=said.to, at=at)
    if said.corrected:
        post = edit_post(post, by=author, source=source, read_source=first)
    if said.is_withdrawn:
        withdraw_post(post, by=author)
    if said.hidden:
        keeper = topic.community.memberships.filter(role__in=KEEPERS).exclude(person=author).first()
        hide_post(post, by=keeper.person, reason=said.hidden)
    return post


def _with_files(text: str, author: User) -> str:
    """The text with the addresses of the pictures and files that it names, which its author uploads."""

    def uploaded(match: re.Match) -> str:
        path = content.CONTENT / "files" / match["name"]
        upload = ContentFile(path.read_bytes(), name=path.name)
        return attach(upload, by=author, alt=match["words"] if match["picture"] else "").markdown

    return FILE.sub(uploaded, text)


def take_part(person: User, community: Community, at: datetime) -> None:
    """Make somebody a member of a community where they are none."""
    if not community.memberships.filter(person=person).exists():
        join_community(community, by=person, at=at)


def _mark(entry: content.DemoTopic, posts: list, people: dict[str, User], community: Community) -> None:
    """Give each post its helpful marks, from members of the community, always the same ones."""
    for post, said in zip(posts, entry.posts, strict=True):
        others = community.memberships.exclude(person=post.author).order_by("person__slug")
        start = len(said.text) % max(others.count() - said.helpful, 1)
        for membership in others.select_related("person")[start : start + said.helpful]:
            mark_helpful(post, by=membership.person, helpful=True)
