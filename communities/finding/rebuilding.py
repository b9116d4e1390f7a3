"""Making documents again from their sources, while everybody goes on writing.

A feature names what of it can be found in `settings.FINDING_SOURCES`, as a `Source`. A batch is one short
transaction: it locks the documents that nobody is writing at the moment, reads their sources, and writes what
they say. The others are made one by one afterwards. Nothing is ever taken out that can be found still.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.utils.module_loading import import_string

from .indexing import EVERY_DOCUMENT, WHAT, Findable, document_of, lock_of, put, remove
from .models import Document

BATCH = 100
COMPARED = tuple(name for name in WHAT if name != "vector")
Progress = Callable[[str, int, int], None]

_TRY = (
    "SELECT key FROM unnest(%s::bigint[]) AS key WHERE pg_try_advisory_xact_lock(%s + (key & 1099511627775))"
)


@dataclass(frozen=True)
class Source:
    """What of a feature can be found: rows of one model, and what is said of those with some keys."""

    model: type[models.Model]
    findables: Callable[[list[int]], Iterable[Findable]]

    def type(self) -> ContentType:
        return ContentType.objects.get_for_model(self.model)

    def keys_after(self, key: int) -> list[int]:
        """The next keys, of rows and of documents: a document whose row is gone has to go as well."""
        rows = self.model._base_manager.filter(pk__gt=key).order_by("pk").values_list("pk", flat=True)
        found = Document.objects.filter(content_type=self.type(), object_id__gt=key)
        there = found.order_by("object_id").values_list("object_id", flat=True)
        return sorted({*rows[:BATCH], *there[:BATCH]})[:BATCH]


def sources() -> dict[str, Source]:
    """Return, by name, what can be found (settings.FINDING_SOURCES)."""
    return {name: import_string(path) for name, path in settings.FINDING_SOURCES.items()}


def rebuild(progress: Progress = lambda name, count, key: None, *, only: str = "", after: int = 0) -> None:
    """Make every document again. `only` and `after` go on where a run ended: what, and its last key."""
    for name, source in sources().items():
        if only and name != only:
            continue
        count, key, late = 0, after if only else 0, []
        while keys := source.keys_after(key):
            done = remake(source, keys)
            late += sorted(set(keys) - done)
            count, key = count + len(keys), keys[-1]
            progress(name, count, key)
        for each in late:
            remake(source, [each], wait=True)


def remake(source: Source, keys: list[int], *, wait: bool = False) -> set[int]:
    """Make some documents again; answers which: those that somebody else is writing only with `wait`."""
    with transaction.atomic():
        done = _lock(source, keys, wait=wait)
        made = set()
        for thing in source.findables(sorted(done)) if done else ():
            put(thing)
            made.add(thing.source.pk)
        for key in done - made:
            remove(source.model(pk=key))
    return done


def remake_labelled(label: str) -> int:
    """Make all documents again that carry a label; answers how many."""
    count = 0
    for source in sources().values():
        found = Document.objects.filter(content_type=source.type(), labels__contains=[label])
        for key in list(found.values_list("object_id", flat=True)):
            remake(source, [key], wait=True)
            count += 1
    return count


def _lock(source: Source, keys: list[int], *, wait: bool) -> set[int]:
    """Hold the documents with these keys. Without `wait` it never waits while it holds one: no deadlock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [EVERY_DOCUMENT])
        if wait:
            for key in keys:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_of(source.type().pk, key)])
            return set(keys)
        cursor.execute(_TRY, [keys, lock_of(source.type().pk, 0)])
        return {key for (key,) in cursor.fetchall()}


# --- comparing ------------------------------------------------------------------------------------


def differences(progress: Progress = lambda name, count, key: None) -> Iterable[str]:
    """Yield a line for each document that is not what its source says, is missing, or should not be there."""
    for name, source in sources().items():
        key, count = 0, 0
        while keys := source.keys_after(key):
            yield from (f"{name} {line}" for line in _different(source, keys))
            count, key = count + len(keys), keys[-1]
            progress(name, count, key)


def _different(source: Source, keys: list[int]) -> Iterable[str]:
    """What is different of some documents, when looked at twice: a writer may have come in between."""
    suspects = [key for key, _what in _compared(source, keys)]
    if suspects:
        with transaction.atomic():
            _lock(source, suspects[:1], wait=True)
            found = _compared(source, suspects)
        yield from (f"{key}: {what}" for key, what in found)


def _compared(source: Source, keys: list[int]) -> list[tuple[int, str]]:
    kept = Document.objects.filter(content_type=source.type(), object_id__in=keys).defer("vector")
    there = {document.object_id: document for document in kept}
    meant = {thing.source.pk: document_of(thing) for thing in source.findables(keys)}
    wrong = [(key, "should not be there") for key in there.keys() - meant.keys()]
    wrong += [(key, "is missing") for key in meant.keys() - there.keys()]
    for key in there.keys() & meant.keys():
        unlike = [name for name in COMPARED if getattr(there[key], name) != getattr(meant[key], name)]
        wrong += [(key, f"differs in {', '.join(unlike)}")] if unlike else []
    return sorted(wrong)
