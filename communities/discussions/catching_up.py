"""Counting as read what one has not opened."""

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from communities.members.models import User
from communities.spaces.models import Community

from .models import ReadingPosition, Topic
from .reading.unread import with_news


@transaction.atomic
def mark_all_read(*, by: User, community: Community | None = None) -> int:
    """Mark the topics of a community as read, or all that the member may read; returns how many were not.

    What they were told stays unread: it has a list and a button of its own. Three statements.
    """
    counts = dict(with_news(by, community).values_list("pk", "post_count"))
    behind = ReadingPosition.objects.filter(
        person=by, topic__in=list(counts), last_read__lt=F("topic__post_count")
    )
    behind.update(last_read=Subquery(Topic.objects.filter(pk=OuterRef("topic")).values("post_count")))
    never = [ReadingPosition(person=by, topic_id=key, last_read=count) for key, count in counts.items()]
    ReadingPosition.objects.bulk_create(never, ignore_conflicts=True, batch_size=1000)
    return len(counts)
