from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.kit import text
from communities.members.access import (
    MemberRequest,
    Request,
    administrator_required,
    member_required,
)

from .. import joining, reading, rights, rules
from ..forms.settings import NewCommunityForm
from ..models import JoinPolicy, Visibility
from .places import community_or_404, crumbs_below, crumbs_of_list


def community_list(request: Request) -> HttpResponse:
    views = [reading.view_of(community, request.person) for community in reading.communities(request.person)]
    context = {
        "views": [view for view in views if not view.community.is_archived],
        "archived": [view for view in views if view.community.is_archived],
        "may_create": rules.may_create(request.person),
        "may_propose": rules.may_propose(request.person),
        "section": "communities",
    }
    context["crumbs"] = [(_("Home"), "/"), (_("Communities"), None)]
    return render(request, "spaces/community_list.html", context)


@administrator_required
def community_create(request: MemberRequest) -> HttpResponse:
    form = NewCommunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _create(form.cleaned_data, request)
        messages.success(request, _("%(community)s is there. Settle the rest here.") % {"community": made})
        return redirect("community_settings", slug=made.slug)
    context = {"form": form, "section": "communities", "crumbs": crumbs_of_list(_("Create a community"))}
    return render(request, "spaces/community_create.html", context)


def _create(said: dict, request: MemberRequest):
    private = said["visibility"] == Visibility.PRIVATE
    return joining.create_community(
        by=request.person,
        leads=[said["lead"]],
        name=said["name"],
        purpose=said["purpose"],
        visibility=said["visibility"],
        join_policy=JoinPolicy.INVITATION if private else JoinPolicy.OPEN,
    )


def community_about(request: Request, slug: str) -> HttpResponse:
    view = community_or_404(request, slug)
    guidelines = reading.guidelines(view.community)
    context = {
        "view": view,
        "keepers": reading.keepers(view.community),
        "description": text.render(view.community.description).html,
        "guidelines": guidelines,
        "guidelines_html": text.render(guidelines.text).html if guidelines else "",
        "kinds": rights.KINDS.values(),
        "table": rights.table_of(view.community),
        "section": "communities",
        "tab": "about",
        "crumbs": crumbs_below(view.community, _("About")),
    }
    return render(request, "spaces/community_about.html", context)


@member_required
@require_POST
def community_join(request: MemberRequest, slug: str) -> HttpResponse:
    view = community_or_404(request, slug)
    if view.may_ask:
        return redirect("community_ask", slug=slug)
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
