"""Taking the list of members along, which the ledger keeps."""

from collections.abc import Iterator

from django.db import transaction

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import listing, rules
from .models import Community, forget_roles


@transaction.atomic
def export_members(community: Community, *, by: User) -> Iterator[dict[str, str]]:
    """The members as rows, as far as `by` sees them. Raises Refused for who may not."""
    forget_roles(by)
    require(rules.may_export_members(by, community))
    record("community.members_exported", by=by, on=community, community_id=community.pk)
    return listing.member_rows(community, by)
