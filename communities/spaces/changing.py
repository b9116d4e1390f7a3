"""Changing what leads decide of their community, archiving it, and bringing it back."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import rules
from .indexing import index_community
from .joining import locked
from .models import Community, forget_roles

SETTINGS = (
    "purpose",
    "description",
    "visibility",
    "join_policy",
    "questions",
    "levels",
    "admits_contractors",
    "posting_policy",
    "pre_moderation",
    "first_posts",
    "shares_topics",
    "shows_members",
)


@transaction.atomic
def change_community(community: Community, *, by: User, read_version: int, **changes) -> Community:
    """Save settings (those of SETTINGS) that were read as `read_version`.

    Raises Refused for who may not, and Conflict when they were changed since. What follows from the
    visibility follows at once: nobody finds for a moment what is not for them any more.
    """
    community = locked(community)
    forget_roles(by)
    require(rules.may_change_settings(by, community))
    if community.version != read_version:
        raise Conflict(str(community.version))
    changed = [name for name in SETTINGS if name in changes and getattr(community, name) != changes[name]]
    if not changed:
        return community
    for name in changed:
        setattr(community, name, changes[name])
    community.version += 1
    community.save(update_fields=[*changed, "version"])
    record("community.changed", by=by, on=community, community_id=community.pk, changed=changed)
    if "visibility" in changed:
        for path in settings.COMMUNITY_SEEN_BY_OTHERS.values():
            import_string(path)(community)
    index_community(community)
    return community


@transaction.atomic
def archive_community(community: Community, *, by: User) -> None:
    """Make a community read only. Archived twice is archived once."""
    if found := _to_change(community, by, archived=True):
        _set(found, timezone.now())
        record("community.archived", by=by, on=found, community_id=found.pk)


@transaction.atomic
def unarchive_community(community: Community, *, by: User) -> None:
    """Let an archived community go on."""
    if found := _to_change(community, by, archived=False):
        _set(found, None)
        record("community.unarchived", by=by, on=found, community_id=found.pk)


def _to_change(community: Community, by: User, *, archived: bool) -> Community | None:
    """The community, locked, unless it is so already. Raises Refused for who may not."""
    community = locked(community)
    forget_roles(by)
    require(rules.may_archive(by, community))
    return community if community.is_archived != archived else None


def _set(community: Community, archived_at: datetime | None) -> None:
    community.archived_at = archived_at
    community.save(update_fields=["archived_at"])
    index_community(community)
