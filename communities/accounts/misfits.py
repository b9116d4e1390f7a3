"""Whoever works elsewhere now may not fit a community any more: its leads learn it, and act or don't."""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType

from communities.members.models import User
from communities.notifications.models import Kind, Notification
from communities.notifications.telling import tell
from communities.spaces.models import Community, Membership, Role
from communities.spaces.rules import fits


def tell_of_misfit(person: User, *, since: datetime) -> None:
    """Tell the leads of each community that a person belongs to and does not fit. The membership stays.

    `since` is when they moved: whoever was told after it is not told again.
    """
    for membership in Membership.objects.filter(person=person).select_related("community"):
        if not fits(person, membership.community):
            _tell_leads(membership.community, person, since)


def _tell_leads(community: Community, person: User, since: datetime) -> None:
    told = Notification.objects.filter(
        kind=Kind.MISFIT,
        actor=person,
        content_type=ContentType.objects.get_for_model(Community),
        object_id=community.pk,
        created_at__gte=since,
    )
    leads = community.memberships.filter(role=Role.LEAD).exclude(person__in=told.values("person"))
    tell(
        leads.values_list("person_id", flat=True),
        Kind.MISFIT,
        target=community,
        title=community.name,
        actor=person,
        community=community,
    )
