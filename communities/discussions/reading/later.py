"""An old answer says its year, with what was asked since."""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Value
from django.db.models.functions import JSONObject
from django.db.models.lookups import LessThan
from django.utils import timezone

from communities.members.models import User

from ..models import TaggedTopic, Topic

OLD = timedelta(days=365)
MOST = 3


def with_later(topics: QuerySet[Topic], person: User | None) -> QuerySet[Topic]:
    """Read in the same query what `person` may see that was asked since an old answer (`later_rows`).

    The condition on the answer speaks of the outer row alone: PostgreSQL asks it first, and looks for
    nothing where the answer is young.
    """
    same_tags = TaggedTopic.objects.filter(content_object=OuterRef(OuterRef(OuterRef("pk")))).values("tag")
    later = (
        Topic.objects.listed_for(person)
        .filter(
            LessThan(OuterRef("answer__created_at"), Value(timezone.now() - OLD)),
            created_at__gt=OuterRef("answer__created_at"),
            pk__in=TaggedTopic.objects.filter(tag__in=same_tags).values("content_object"),
            duplicate_of=None,
        )
        .exclude(pk=OuterRef("pk"))
        .order_by("-last_post_at", "-pk")
    )
    found = later.values(json=JSONObject(pk=F("pk"), title=F("title")))[:MOST]
    return topics.annotate(later_rows=ArraySubquery(found))


def later_topics(topic: Topic) -> list[Topic]:
    """The topics that `with_later` found, with their addresses."""
    return [Topic(pk=row["pk"], title=row["title"]) for row in getattr(topic, "later_rows", [])]


def year_if_old(moment) -> int | None:
    """The year of an answer that is older than a year."""
    return timezone.localtime(moment).year if moment < timezone.now() - OLD else None
