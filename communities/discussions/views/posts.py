"""Pages about single posts: their place and earlier texts, withdrawing, bookmarks, helpful marks."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.kit.paging import page_number
from communities.kit.permissions import require
from communities.members.access import MemberRequest, Request, member_required

from .. import bookmarking, rules
from ..models import Bookmark, Post
from ..reading import history as post_reading
from ..writing import withdrawing
from ..writing.forms import BookmarkForm
from .topics import crumbs_to, post_or_404


def post_detail(request: Request, pk: int) -> HttpResponse:
    """The permanent address of a post: it leads to where the post stands, also after it has moved."""
    return redirect(post_or_404(request, pk))


@member_required
def post_history(request: MemberRequest, pk: int) -> HttpResponse:
    post = _readable_or_404(request, pk)
    page = post_reading.history(post, request.person, page_number(request.GET.get("page")))
    return _page(request, post, "discussions/post_history.html", _("Changes"), {"page": page})


@member_required
def post_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Say what withdrawing means, then do it."""
    post = post_or_404(request, pk)
    require(rules.may_withdraw_post(request.person, post, post.topic))
    if request.method == "POST":
        post = withdrawing.withdraw_post(post, by=request.person)
        messages.success(request, _("Your post is withdrawn. You can put it back."))
        return redirect(post)
    return _page(request, post, "discussions/post_withdraw.html", _("Withdraw"), {})


@member_required
@require_POST
def post_put_back(request: MemberRequest, pk: int) -> HttpResponse:
    post = withdrawing.put_back_post(post_or_404(request, pk), by=request.person)
    messages.success(request, _("Your post is back."))
    return redirect(post)


@member_required
def post_helped(request: MemberRequest, pk: int) -> HttpResponse:
    """Who found a post helpful."""
    post = _readable_or_404(request, pk)
    page = post_reading.helped(post, request.person, page_number(request.GET.get("page")))
    return _page(request, post, "discussions/post_helped.html", _("Found helpful by"), {"page": page})


@member_required
def post_bookmark(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep a post with a note, change the note, or let go of it."""
    post = post_or_404(request, pk)
    if request.method == "POST" and "drop" in request.POST:
        bookmarking.drop_post(post, by=request.person)
        messages.success(request, _("The bookmark is removed."))
        return redirect("bookmark_list")
    kept = Bookmark.objects.filter(post=post, person=request.person).first()
    form = BookmarkForm(
        request.POST if request.method == "POST" else None, initial={"note": kept.note if kept else ""}
    )
    if request.method == "POST" and form.is_valid():
        bookmarking.keep_post(post, by=request.person, note=form.cleaned_data["note"])
        messages.success(request, _("The post is in your bookmarks."))
        return redirect(post)
    context = {"form": form, "kept": kept}
    return _page(
        request,
        post,
        "discussions/post_bookmark.html",
        _("Bookmark"),
        context,
        status=422 if form.errors else 200,
    )


@member_required
def bookmark_list(request: MemberRequest) -> HttpResponse:
    """A member's bookmarks, with their notes."""
    page = post_reading.bookmarks(request.person, page_number(request.GET.get("page")))
    return render(request, "discussions/bookmark_list.html", {"page": page})


def _readable_or_404(request: MemberRequest, pk: int) -> Post:
    """What was said in a post that is out of sight is nobody's business but its author's and the keepers'."""
    post = post_or_404(request, pk)
    if not rules.may_read_words(request.person, post, post.topic):
        raise Http404(_("There is no such post."))
    return post


def _page(
    request: MemberRequest, post: Post, template: str, here: str, context: dict, status: int = 200
) -> HttpResponse:
    crumbs = [*crumbs_to(post.topic.community), (post.topic.title, post.get_absolute_url()), (here, None)]
    context |= {"post": post, "topic": post.topic, "section": "communities", "crumbs": crumbs}
    return render(request, template, context, status=status)
