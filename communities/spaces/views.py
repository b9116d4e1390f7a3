from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.kit import text
from communities.kit.paging import page_number
from communities.members.access import MemberRequest, Request, member_required

from . import joining, reading
from .models import Community


def community_or_404(request: Request, slug: str) -> reading.CommunityView:
    """The community at an address as the person sees it; what they may not see does not exist."""
    try:
        return reading.community_for(request.person, slug)
    except Community.DoesNotExist:
        raise Http404(_("There is no such community.")) from None


def crumbs_below(community: Community, title: str) -> list[tuple[str, str | None]]:
    """Where a page inside a community is."""
    return [
        (_("Communities"), reverse("community_list")),
        (community.name, community.get_absolute_url()),
        (title, None),
    ]


def community_list(request: Request) -> HttpResponse:
    views = [reading.view_of(community, request.person) for community in reading.communities(request.person)]
    context = {"views": views, "section": "communities"}
    context["crumbs"] = [(_("Home"), "/"), (_("Communities"), None)]
    return render(request, "spaces/community_list.html", context)


def community_about(request: Request, slug: str) -> HttpResponse:
    view = community_or_404(request, slug)
    context = {
        "view": view,
        "keepers": reading.keepers(view.community),
        "description": text.render(view.community.description).html,
        "guidelines": reading.guidelines(view.community),
        "section": "communities",
        "tab": "about",
        "crumbs": crumbs_below(view.community, _("About")),
    }
    return render(request, "spaces/community_about.html", context)


@member_required
def community_members(request: MemberRequest, slug: str) -> HttpResponse:
    view = community_or_404(request, slug)
    page = reading.members_page(view.community, page_number(request.GET.get("page")))
    context = {"view": view, "page": page, "section": "communities", "tab": "members"}
    context["crumbs"] = crumbs_below(view.community, _("Members"))
    return render(request, "spaces/community_members.html", context)


@member_required
@require_POST
def community_join(request: MemberRequest, slug: str) -> HttpResponse:
    view = community_or_404(request, slug)
    joining.join_community(view.community, by=request.person)
    messages.success(request, _("You are a member of %(community)s now.") % {"community": view.community})
    return redirect(view.community)


@member_required
@require_POST
def community_leave(request: MemberRequest, slug: str) -> HttpResponse:
    view = community_or_404(request, slug)
    joining.leave_community(view.community, by=request.person)
    messages.success(
        request, _("You have left %(community)s. What you wrote stays.") % {"community": view.community}
    )
    return redirect("community_list")
