from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.discussions import holding, rules
from communities.discussions.hiding import hide_post, restore_post
from communities.discussions.models import Post
from communities.discussions.reading import waiting
from communities.discussions.views.topics import post_or_404
from communities.kit.paging import page_number
from communities.kit.permissions import require
from communities.members.access import MemberRequest, administrator_required, member_required
from communities.spaces import rules as spaces
from communities.spaces.views import community_or_404, crumbs_below

from . import reading
from .forms import HideForm, ReleaseForm


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
    context["crumbs"] = _crumbs(post, _("Hide post %(number)s"))
    return render(request, "moderation/post_hide.html", context)


def _crumbs(post: Post, words: str) -> list[tuple[str, str | None]]:
    below = crumbs_below(post.topic.community, words % {"number": post.number})
    return [*below[:-1], (post.topic.title, post.get_absolute_url()), below[-1]]


@member_required
@require_POST
def post_restore(request: MemberRequest, pk: int) -> HttpResponse:
    post = post_or_404(request, pk)
    restore_post(post, by=request.person)
    messages.success(request, _("The post is shown again."))
    return redirect(post)


@member_required
def held_list(request: MemberRequest) -> HttpResponse:
    """What waits for the person to decide, and what of theirs waits for others."""
    view = waiting.held_posts(request.person, page_number(request.GET.get("page")))
    crumbs = [(_("Communities"), reverse("community_list")), (_("What waits for a moderator"), None)]
    context = {"view": view, "section": "communities", "crumbs": crumbs}
    return render(request, "moderation/held_list.html", context)


@member_required
def post_release(request: MemberRequest, pk: int) -> HttpResponse:
    """Publish a post that waits, as it is or with other words."""
    post = post_or_404(request, pk)
    require(rules.may_release_post(request.person, post, post.topic))
    form = ReleaseForm(request.POST or None, initial={"body": post.source, "read_source": post.source})
    if request.method == "POST" and form.is_valid() and _is_released(request, post, form):
        messages.success(request, _("The post is published, and its author is told."))
        return redirect("held_list")
    context = {"form": form, "post": post, "section": "communities"}
    context["view"] = community_or_404(request, post.topic.community.slug)
    context["crumbs"] = _crumbs(post, _("Publish post %(number)s"))
    status = 422 if form.errors else 200
    return render(request, "moderation/post_release.html", context, status=status)


def _is_released(request: MemberRequest, post: Post, form: ReleaseForm) -> bool:
    try:
        holding.release_post(
            post,
            by=request.person,
            source=form.cleaned_data["body"],
            read_source=form.cleaned_data["read_source"],
        )
    except ValidationError as wrong:
        form.add_error("body", wrong)
        form.data = {**request.POST.dict(), "read_source": post.source}
        return False
    return True


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
