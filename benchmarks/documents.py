"""The search documents of the load, in bulk: made by the features' own functions, written many at a time."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from unittest.mock import patch

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from communities.discussions import indexing as topics
from communities.discussions.models import Post, Topic
from communities.finding import indexing as finding
from communities.finding.models import Document
from communities.members import indexing as members

BATCH = 500
PEOPLE = ("author__profile__agency", "author__profile__bureau")
_GIN_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef LIKE '%%USING gin%%'
"""
COMPARED = ("kind", "audience", "url", "title", "body", "tags", "labels", "facts", "changed_at", "vector")


def write() -> int:
    """Make the document of every member and topic. Returns how many there are."""
    with _without_gin_indexes():
        for batch in _batches(_people()):
            _write(batch)
        every = Topic.objects.select_related("community", *(f"answer__{name}" for name in PEOPLE))
        for batch in _batches(every.with_tags().order_by("pk").iterator(chunk_size=BATCH)):
            _write(_of_topics(batch))
    return Document.objects.count()


def _people() -> Iterator[finding.Findable]:
    for source in (members.MEMBERS_SOURCE, members.VISITORS_SOURCE):
        keys = source.model._base_manager.order_by("pk").values_list("pk", flat=True)
        for batch in _batches(keys.iterator()):
            yield from source.findables(batch)


def check(sample: int = 25) -> None:
    """Raise AssertionError when a document is not the one that a reply would have written."""
    every = max(Topic.objects.count() // sample, 1)
    content_type = ContentType.objects.get_for_model(Topic)
    longest = Topic.objects.order_by("-post_count")[:1]
    for topic in [*Topic.objects.order_by("pk")[every // 2 :: every], *longest]:
        mine = Document.objects.filter(content_type=content_type, object_id=topic.pk)
        before = mine.values(*COMPARED).get()
        with transaction.atomic():
            topics.index_topic(topic)
            after = mine.values(*COMPARED).get()
            transaction.set_rollback(True)
        assert before == after, f"the document of topic {topic.pk} differs; load again with --fresh"


def _of_topics(batch: list[Topic]) -> list[finding.Findable]:
    """What `findable_topics` yields for these, reading the posts of all short topics at once."""
    short = [topic.pk for topic in batch if topic.post_count <= topics.MOST_REPLIES]
    shown = Post.objects.filter(topic__in=short, hidden_at=None)
    shown = shown.select_related(*PEOPLE)
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in shown.order_by("topic", "number"):
        posts[post.topic_id].append(post)
    one_by_one = topics._posts

    def posts_of(topic: Topic) -> list[Post]:
        return posts[topic.pk] if topic.pk in posts else one_by_one(topic)

    with patch.object(topics, "_posts", posts_of):
        return [topics._findable(topic) for topic in batch]


def _write(things: list[finding.Findable]) -> None:
    Document.objects.bulk_create([finding.document_of(thing) for thing in things], batch_size=100)


def _batches(things: Iterator) -> Iterator[list]:
    things = iter(things)
    while batch := list(islice(things, BATCH)):
        yield batch


@contextmanager
def _without_gin_indexes() -> Iterator[None]:
    """Build the inverted indexes once, at the end: many times quicker than row by row."""
    with connection.cursor() as cursor:
        cursor.execute(_GIN_INDEXES, [Document._meta.db_table])
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for _name, definition in found:
            cursor.execute(definition)
