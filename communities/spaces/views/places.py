"""The community at an address, for the views here and in the rooms above."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.members.access import Request

from .. import reading
from ..models import Community

Crumbs = list[tuple[str, str | None]]


def community_or_404(request: Request, slug: str) -> reading.CommunityView:
    """The community at an address as the person sees it; what they may not see does not exist."""
    try:
        return reading.community_for(request.person, slug)
    except Community.DoesNotExist:
        raise Http404(_("There is no such community.")) from None


def crumbs_below(community: Community, title: str, *between: tuple[str, str | None]) -> Crumbs:
    """Where a page inside a community is."""
    return [
        (_("Communities"), reverse("community_list")),
        (community.name, community.get_absolute_url()),
        *between,
        (title, None),
    ]


def crumbs_of_list(title: str, *between: tuple[str, str | None]) -> Crumbs:
    """Where a page is that belongs to no single community."""
    return [(_("Communities"), reverse("community_list")), *between, (title, None)]
