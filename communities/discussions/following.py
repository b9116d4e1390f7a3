"""Following a topic, and how far somebody has read it."""

from django.db import connection, transaction

from communities.kit.permissions import require
from communities.members.models import User

from . import rules
from .models import ReadingPosition, Topic

# Never backwards: of two tabs, the one that is further wins.
_READ = """
    INSERT INTO discussions_readingposition (person_id, topic_id, last_read, follows) VALUES (%s, %s, %s, %s)
    ON CONFLICT (person_id, topic_id) DO UPDATE SET
        last_read = greatest(discussions_readingposition.last_read, EXCLUDED.last_read),
        follows = (discussions_readingposition.follows OR EXCLUDED.follows)
            AND NOT discussions_readingposition.mutes
"""


def mark_read(topic: Topic, person: User, *, up_to: int) -> None:
    """Remember that `person` has read the topic up to a post. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [person.pk, topic.pk, up_to, False])


def follow_quietly(topic: Topic, person: User, *, last_read: int) -> None:
    """Make the author of a post follow its topic, read up to that post."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [person.pk, topic.pk, last_read, True])


@transaction.atomic
def set_following(topic: Topic, *, by: User, follows: bool) -> None:
    """Follow a topic or stop following it."""
    require(rules.may_follow(by, topic))
    ReadingPosition.objects.update_or_create(person=by, topic=topic, defaults={"follows": follows})
