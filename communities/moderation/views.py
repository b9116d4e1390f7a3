from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.discussions import rules
from communities.discussions.hiding import hide_post, restore_post
from communities.discussions.models import Post
from communities.discussions.views.topics import post_or_404
from communities.kit.paging import page_number
from communities.kit.permissions import require
from communities.members.access import MemberRequest, administrator_required, member_required
from communities.spaces import rules as spaces
from communities.spaces.views import community_or_404, crumbs_below

from . import reading
from .forms import HideForm


@member_required
def post_hide(request: MemberRequest, pk: int) -> HttpResponse:
    post = post_or_404(request, pk)
    require(rules.may_hide_post(request.person, post, post.topic))
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        hide_post(post, by=request.person, reason=form.cleaned_data["reason"])
        messages.success(request, _("The post is hidden, and its author can read why."))
        return redirect(post)
    context = {"form": form, "post": post, "section": "communities"}
    context["view"] = community_or_404(request, post.topic.community.slug)
    context["crumbs"] = _crumbs(post)
    return render(request, "moderation/post_hide.html", context)


def _crumbs(post: Post) -> list[tuple[str, str | None]]:
    below = crumbs_below(post.topic.community, _("Hide post %(number)s") % {"number": post.number})
    return [*below[:-1], (post.topic.title, post.get_absolute_url()), below[-1]]


@member_required
@require_POST
def post_restore(request: MemberRequest, pk: int) -> HttpResponse:
    post = post_or_404(request, pk)
    restore_post(post, by=request.person)
    messages.success(request, _("The post is shown again."))
    return redirect(post)


@member_required
def community_ledger(request: MemberRequest, slug: str) -> HttpResponse:
    view = community_or_404(request, slug)
    require(spaces.may_read_ledger(request.person, view.community))
    number = page_number(request.GET.get("page"))
    page = reading.ledger(number, viewer=request.person, community_id=view.community.pk)
    context = {"view": view, "page": page, "section": "communities", "tab": "ledger"}
    context["crumbs"] = crumbs_below(view.community, _("Ledger"))
    return render(request, "moderation/community_ledger.html", context)


@administrator_required
def ledger_list(request: MemberRequest) -> HttpResponse:
    page = reading.ledger(page_number(request.GET.get("page")), viewer=request.person)
    context = {"page": page, "crumbs": [(_("Home"), "/"), (_("Ledger"), None)]}
    return render(request, "moderation/ledger_list.html", context)
