"""Telling members what was decided of them here.

Notifications lie above this room, because they know communities. The settings name the function that tells.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from communities.members.models import User

ASKED, ADMITTED, DECLINED, REMOVED = "asked", "admitted", "declined", "removed"  # kinds of notifications
ROLE, PROPOSED, PROPOSAL = "role", "proposed", "proposal"


def tell(people: Iterable[int], kind: str, *, target: models.Model, title: str, actor: User | None) -> None:
    """Tell these people, in the caller's transaction (settings.COMMUNITY_TELLS)."""
    import_string(settings.COMMUNITY_TELLS)(people, kind, target=target, title=title, actor=actor)
