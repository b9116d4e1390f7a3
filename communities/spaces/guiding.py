"""Publishing a community's guidelines: each time a new version; none is ever changed."""

from django.db import transaction

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import rules
from .joining import locked
from .models import Community, Guidelines, Membership, forget_roles


@transaction.atomic
def publish_guidelines(
    community: Community,
    *,
    by: User | None,
    text: str,
    changes: str = "",
    asks_again: bool = False,
    read_version: int | None = None,
) -> Guidelines:
    """Put a new version in force. Nobody (`by`) is the system that sets up the community.

    Whoever publishes has agreed to it. Raises Refused when the person may not, and Conflict when another
    version than `read_version`, from which they started, is in force by now.
    """
    community = locked(community)
    if by is not None:
        forget_roles(by)
        require(rules.may_change_guidelines(by, community))
    latest = community.guidelines.first()
    if read_version is not None and read_version != (latest.version if latest else 0):
        raise Conflict(latest.text if latest else "")
    guidelines = Guidelines.objects.create(
        community=community,
        version=latest.version + 1 if latest else 1,
        text=text.strip(),
        changes=changes.strip(),
        asks_again=asks_again and latest is not None,
        published_by=by,
    )
    if by is not None:
        community.memberships.filter(person=by).update(guidelines_version=guidelines.version)
        forget_roles(by)
    record(
        "community.guidelines_published",
        by=by,
        on=community,
        community_id=community.pk,
        version=guidelines.version,
    )
    return guidelines


@transaction.atomic
def agree_to_guidelines(community: Community, *, by: User, version: int) -> None:
    """Keep that a member agreed to the version that they were shown. Twice is once, and never less."""
    community = locked(community)
    forget_roles(by)
    require(rules.may_agree(by, community))
    shown = community.guidelines.filter(version=version)
    membership = Membership.objects.get(community=community, person=by)
    if not shown.exists() or membership.guidelines_version >= version:
        return
    membership.guidelines_version = version
    membership.save(update_fields=["guidelines_version"])
    record("community.guidelines_agreed", by=by, on=community, community_id=community.pk, version=version)
    forget_roles(by)
