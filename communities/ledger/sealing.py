"""Every night the new entries are sealed: a batch has the hash of its rows and of the batch before it.

Whoever changes, removes or reorders a row afterwards, past the triggers, breaks the chain; `first_broken`
says where.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from .models import Entry, Seal

BEGINNING = "0" * 64
SETTLED = timedelta(minutes=10)  # a verb that began earlier may still be writing its entry
LOCK = "ledger.seal"


@transaction.atomic
def seal() -> Seal | None:
    """Seal what was written since the last batch; None when that is nothing. Two at once take turns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [LOCK])
    last = Seal.objects.order_by("-pk").first()
    new = Entry.objects.filter(at__lte=timezone.now() - SETTLED, pk__gt=last.last_id if last else 0)
    ids = list(new.order_by("pk").values_list("pk", flat=True))
    if not ids:
        return None
    before = last.digest if last else BEGINNING
    rows = Entry.objects.filter(pk__gte=ids[0], pk__lte=ids[-1])
    count, digest = _digest(rows, before)
    return Seal.objects.create(first_id=ids[0], last_id=ids[-1], count=count, previous=before, digest=digest)


def _digest(rows: QuerySet[Entry], before: str) -> tuple[int, str]:
    """How many rows there are, and the hash of them all in their order and of the batch before."""
    found, count = hashlib.sha256(before.encode()), 0
    for line in _lines(rows):
        found.update(line.encode())
        count += 1
    return count, found.hexdigest()


def _lines(rows: QuerySet[Entry]) -> Iterator[str]:
    fields = ("pk", "at", "actor_id", "verb", "content_type_id", "object_id", "community_id", "facts")
    for row in rows.order_by("pk").values_list(*fields).iterator(chunk_size=2000):
        pk, at, *others = row
        yield json.dumps([pk, at.isoformat(), *others], sort_keys=True, default=str) + "\n"


def first_broken() -> Seal | None:
    """The first batch that is not what was sealed; None when all are."""
    before, after = BEGINNING, 0
    for each in Seal.objects.order_by("pk"):
        rows = Entry.objects.filter(pk__gt=after, pk__lte=each.last_id)
        if each.previous != before or _digest(rows, before) != (each.count, each.digest):
            return each
        before, after = each.digest, each.last_id
    return None
