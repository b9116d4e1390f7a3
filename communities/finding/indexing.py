"""Putting documents into the index and taking them out, in the caller's transaction.

A feature that has things to find names the function that makes all its documents in
`settings.FINDING_SOURCES`, so that `manage.py reindex` needs to know no feature.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Max, Value
from django.utils.module_loading import import_string

from .models import Document

CONFIG = "english"
_WHOSE = ("content_type", "object_id")
_WHAT = ("kind", "audience", "url", "title", "body", "tags", "facts", "changed_at", "vector")
LONGEST_BODY = 100_000  # characters; a tsvector holds at most 1 MB


@dataclass
class Findable:
    """What a feature says about one thing: its words by weight, and who may see it."""

    source: models.Model
    kind: str
    audience: str
    url: str
    title: str
    changed_at: datetime
    tags: list[str] = field(default_factory=list)
    summary: str = ""  # weighs more than `body`: a question and its answer, a section's promise
    body: str = ""
    facts: dict = field(default_factory=dict)


def put(thing: Findable) -> None:
    """Write or replace the document of one thing. One statement."""
    Document.objects.bulk_create(
        [document_of(thing)], update_conflicts=True, unique_fields=_WHOSE, update_fields=_WHAT
    )


def document_of(thing: Findable) -> Document:
    """Make the row of one thing, with an expression for its vector."""
    return Document(
        content_type=ContentType.objects.get_for_model(thing.source),
        object_id=thing.source.pk,
        kind=thing.kind,
        audience=thing.audience,
        url=thing.url,
        title=thing.title[:300],
        body=f"{thing.summary} {thing.body}".strip()[:LONGEST_BODY],
        tags=thing.tags,
        facts=thing.facts,
        changed_at=thing.changed_at,
        vector=_vector(thing),
    )


def remove(source: models.Model) -> None:
    """Take the document of one thing out; nothing happens when there is none."""
    content_type = ContentType.objects.get_for_model(source)
    Document.objects.filter(content_type=content_type, object_id=source.pk).delete()


def _vector(thing: Findable):
    tags = " ".join(tag.replace("-", " ") for tag in thing.tags)
    return (
        SearchVector(Value(thing.title), weight="A", config=CONFIG)
        + SearchVector(Value(tags), weight="B", config=CONFIG)
        + SearchVector(Value(thing.summary[:LONGEST_BODY]), weight="C", config=CONFIG)
        + SearchVector(Value(thing.body[:LONGEST_BODY]), weight="D", config=CONFIG)
    )


# --- rebuilding ---------------------------------------------------------------------------------


def sources() -> dict[str, Callable[[], Iterable[Findable]]]:
    """Return, by feature, the functions that make all its documents (settings.FINDING_SOURCES)."""
    return {name: import_string(path) for name, path in settings.FINDING_SOURCES.items()}


def rebuild(progress: Callable[[str, int], None] = lambda name, count: None) -> None:
    """Make every document again from its source, and drop those whose source can't be found any more.

    A document that is first written meanwhile stays.
    """
    newest = Document.objects.aggregate(newest=Max("pk"))["newest"] or 0
    kept: set[tuple[int, int]] = set()
    for name, findables in sources().items():
        count = 0
        for thing in findables():
            put(thing)
            kept.add((ContentType.objects.get_for_model(thing.source).pk, thing.source.pk))
            count += 1
        progress(name, count)
    earlier = Document.objects.filter(pk__lte=newest).values_list("pk", "content_type_id", "object_id")
    for key, content_type, object_id in earlier.iterator():
        if (content_type, object_id) not in kept:
            Document.objects.filter(pk=key).delete()
