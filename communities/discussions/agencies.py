"""What an agency's page shows of the discussions."""

from django.db.models import QuerySet

from communities.members.models import User
from communities.spaces.models import Community

from .models import Topic


def public_topics_of(people: QuerySet, *, viewer: User | None, count: int = 5) -> list[Topic]:
    """The latest topics that these people started where everybody reads, whoever looks. One query."""
    public = Community.objects.visible_to(None)
    topics = Topic.objects.filter(author__in=people, community__in=public, merged_into=None)
    return list(topics.select_related("community").order_by("-last_post_at", "-pk")[:count])
