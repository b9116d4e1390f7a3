from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from .models import Entry
from .verbs import VERBS


def record(
    verb: str,
    *,
    by: Any,
    on: models.Model | None = None,
    community_id: int | None = None,
    at: datetime | None = None,
    **facts,
) -> Entry:
    """Write one entry, in the caller's transaction.

    `by` is None when the system acted. `facts` are plain JSON values: no addresses, and of what
    members wrote only the reasons they gave for a decision. Raises ValueError for a verb that is not in
    `verbs.VERBS`.
    """
    if verb not in VERBS:
        raise ValueError(f"“{verb}” is not a verb of the ledger")
    return Entry.objects.create(
        at=at or timezone.now(),
        actor=by,
        verb=verb,
        content_type=ContentType.objects.get_for_model(on) if on is not None else None,
        object_id=on.pk if on is not None else None,
        community_id=community_id,
        facts=facts,
    )
