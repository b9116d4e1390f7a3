"""Following topics, communities and tags, or muting them; and how far somebody has read a topic."""

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from communities.kit.permissions import require
from communities.members.models import User
from communities.spaces.models import Community
from communities.tags.models import Tag

from .. import rules
from ..models import CommunityLevel, Level, Post, Preference, ReadingPosition, TagLevel, Topic

# Never backwards: of two tabs, the one that is further wins. Never over a gap: see `mark_read`.
# Who muted a topic does not follow it by writing.
_READ = """
    INSERT INTO discussions_readingposition (person_id, topic_id, last_read, follows)
    SELECT %(person)s, %(topic)s, %(up_to)s, %(follows)s AND coalesce(
        (SELECT follows_own FROM discussions_preference WHERE person_id = %(person)s), true)
    WHERE %(since)s = 1 OR EXISTS (SELECT FROM discussions_readingposition
        WHERE person_id = %(person)s AND topic_id = %(topic)s AND last_read >= %(since)s - 1)
    ON CONFLICT (person_id, topic_id) DO UPDATE SET
        last_read = greatest(discussions_readingposition.last_read, EXCLUDED.last_read),
        follows = (discussions_readingposition.follows OR EXCLUDED.follows)
            AND NOT discussions_readingposition.mutes
"""
# The same statement marks as read what they were told of these posts.
_TOLD = """
    WITH told AS (
        UPDATE notifications_notification SET read_at = now()
        WHERE person_id = %(person)s AND read_at IS NULL AND content_type_id = %(posts)s AND object_id IN (
            SELECT id FROM discussions_post WHERE topic_id = %(topic)s AND number <= %(up_to)s
            AND (number >= %(since)s OR number <= (SELECT last_read FROM discussions_readingposition
                WHERE person_id = %(person)s AND topic_id = %(topic)s)))
    )
"""
_ALONG = """
    INSERT INTO discussions_readingposition (person_id, topic_id, last_read, follows)
    SELECT person_id, %s, 0, true FROM discussions_readingposition WHERE topic_id = %s AND follows
    ON CONFLICT (person_id, topic_id) DO UPDATE SET follows = NOT discussions_readingposition.mutes
"""


def mark_read(topic: Topic, person: User, *, up_to: int, since: int = 1) -> None:
    """Remember that `person` has posts `since` to `up_to` before them; what they were told of these is read.

    Their position is how far they have read without a gap. Who opens the last page first, from a search or a
    mail, has not read the pages before: the position stays, those stay unread, and the page offers to count
    them as read. (Other forums keep the furthest post that was seen; there, who jumps to the end never learns
    what they skipped.) Only writing at the end counts as having come there: `follow_quietly`. One statement.
    """
    facts = {"person": person.pk, "topic": topic.pk, "up_to": up_to, "since": since, "follows": False}
    facts["posts"] = ContentType.objects.get_for_model(Post).pk
    with connection.cursor() as cursor:
        cursor.execute(_TOLD + _READ, facts)


def follow_quietly(topic: Topic, person: User, *, last_read: int) -> None:
    """Make the author of a post follow its topic, read up to that post, unless they don't want that."""
    facts = {"person": person.pk, "topic": topic.pk, "up_to": last_read, "since": 1, "follows": True}
    with connection.cursor() as cursor:
        cursor.execute(_READ, facts)


def follow_along(topic: Topic, into: Topic) -> None:
    """Who follows the one follows the other, unless they muted it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ALONG, [into.pk, topic.pk])


def set_topic_level(topic: Topic, *, by: User, level: str) -> None:
    """Follow a topic, mute it, or neither."""
    require(rules.may_follow(by, topic))
    wanted = {"follows": level == Level.FOLLOW, "mutes": level == Level.MUTE}
    ReadingPosition.objects.update_or_create(person=by, topic=topic, defaults=wanted)


def stop_mail(topic: Topic, *, person: User) -> None:
    """Mute a topic for who holds the signed link of a mail about it, also when they don't see it any more.

    What was merged stands in another topic, and that may have been merged later.
    """
    while topic.merged_into:
        topic = topic.merged_into
    wanted = {"follows": False, "mutes": True}
    ReadingPosition.objects.update_or_create(person=person, topic=topic, defaults=wanted)


def set_following(topic: Topic, *, by: User, follows: bool) -> None:
    """Follow a topic or stop following it."""
    set_topic_level(topic, by=by, level=Level.FOLLOW if follows else Level.NORMAL)


def set_community_level(community: Community, *, by: User, level: str) -> None:
    """Follow a community, mute it, or neither."""
    require(rules.may_follow_place(by, community))
    CommunityLevel.objects.update_or_create(person=by, community=community, defaults={"level": Level(level)})


def set_tag_level(tag: Tag, *, by: User, level: str) -> None:
    """Follow a tag, mute it, or neither."""
    require(rules.may_follow_place(by))
    TagLevel.objects.update_or_create(person=by, tag=tag, defaults={"level": Level(level)})


@transaction.atomic
def set_follows_own(*, by: User, follows_own: bool) -> None:
    """Say whether one follows the topics that one writes in, from now on."""
    Preference.objects.update_or_create(person=by, defaults={"follows_own": follows_own})
