"""Putting documents into the index and taking them out, in the caller's transaction.

Writing a document takes a lock by its key until the transaction ends. `rebuilding` takes the same one before
it reads a source, so that it never overwrites what somebody has written meanwhile with what was before.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.search import SearchVector
from django.db import connection, models
from django.db.models import BigIntegerField, Value
from django.db.models.expressions import RawSQL
from procrastinate.contrib.django import app

from .meaning import model_name
from .models import Document
from .words import readable

CONFIG = "english"
_WHOSE = ("content_type", "object_id")
WHAT = ("kind", "audience", "url", "title", "body", "tags", "labels", "facts", "changed_at", "vector")
LONGEST_BODY = 100_000  # characters; a tsvector holds at most 1 MB
EVERY_DOCUMENT = 7 << 56  # the lock of all documents; that of one is this number and its keys
_MAKE_MEANINGS = "communities.finding.tasks.make_meanings"  # by name: the tasks make documents, too
_LOCKED = "(%s + 0 * (SELECT count(pg_advisory_xact_lock(%s))))"


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
    labels: list[str] = field(default_factory=list)  # by what it can be narrowed: see searching.narrowed
    facts: dict = field(
        default_factory=dict
    )  # what results show; solved, helpful and retired count in ranking


def put(thing: Findable) -> None:
    """Write or replace the document of one thing. One statement, and one more where there is a model."""
    document = document_of(thing)
    key = (document.content_type_id, thing.source.pk)
    document.object_id = RawSQL(  # noqa: S611 (parameters)
        _LOCKED, [thing.source.pk, lock_of(*key)], output_field=BigIntegerField()
    )
    Document.objects.bulk_create([document], update_conflicts=True, unique_fields=_WHOSE, update_fields=WHAT)
    if model_name():
        app.configure_task(_MAKE_MEANINGS).defer(content_type_id=key[0], object_id=key[1])


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
        labels=sorted(set(thing.labels)),
        facts=thing.facts,
        changed_at=thing.changed_at,
        vector=_vector(thing),
    )


def remove(source: models.Model) -> None:
    """Take the document of one thing out; nothing happens when there is none."""
    content_type = ContentType.objects.get_for_model(source)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_of(content_type.pk, source.pk)])
    Document.objects.filter(content_type=content_type, object_id=source.pk).delete()


def lock_of(content_type_id: int, object_id: int) -> int:
    """The number by which PostgreSQL locks one document until the transaction ends."""
    return EVERY_DOCUMENT + ((content_type_id & 0xFFFF) << 40) + (object_id & 0xFFFFFFFFFF)


def lock_every_document() -> None:
    """Before one statement changes many documents: wait for a rebuild's batch, and let its next one wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [EVERY_DOCUMENT])


def _vector(thing: Findable):
    tags = " ".join(tag.replace("-", " ") for tag in thing.tags)
    return (
        SearchVector(Value(readable(thing.title)), weight="A", config=CONFIG)
        + SearchVector(Value(readable(tags)), weight="B", config=CONFIG)
        + SearchVector(Value(readable(thing.summary[:LONGEST_BODY])), weight="C", config=CONFIG)
        + SearchVector(Value(readable(thing.body[:LONGEST_BODY])), weight="D", config=CONFIG)
    )
