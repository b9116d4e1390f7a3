"""Publishing a community's guidelines: each time a new version; none is ever changed."""

from django.db import transaction

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import rules
from .models import Community, Guidelines, forget_roles


@transaction.atomic
def publish_guidelines(
    community: Community, *, by: User | None, text: str, changes: str = "", asks_again: bool = False
) -> Guidelines:
    """Put a new version in force. Nobody (`by`) is the system that sets up the community.

    Raises Refused when the person may not.
    """
    community = Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    if by is not None:
        forget_roles(by)
        require(rules.may_change_guidelines(by, community))
    latest = community.guidelines.first()
    guidelines = Guidelines.objects.create(
        community=community,
        version=latest.version + 1 if latest else 1,
        text=text.strip(),
        changes=changes.strip(),
        asks_again=asks_again and latest is not None,
        published_by=by,
    )
    record(
        "community.guidelines_published",
        by=by,
        on=community,
        community_id=community.pk,
        version=guidelines.version,
    )
    return guidelines
