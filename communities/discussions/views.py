from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.kit.errors import Conflict
from communities.kit.paging import page_number
from communities.kit.permissions import require
from communities.members.access import MemberRequest, Request, member_required
from communities.spaces.views import community_or_404

from . import answering, editing, following, listing, marking, posting, reading, rendering, rules
from .forms import EditForm, ReplyForm, TopicForm
from .models import Post, Topic


def community_detail(request: Request, slug: str) -> HttpResponse:
    """A community's front page: its topics."""
    view = community_or_404(request, slug)
    only = "unanswered" if request.GET.get("only") == "unanswered" else ""
    page = listing.topics(
        view.community, request.person, only=only, number=page_number(request.GET.get("page"))
    )
    context = {"view": view, "page": page, "only": only, "section": "communities", "tab": "discussions"}
    return render(request, "discussions/community_detail.html", context)


@member_required
def topic_start(request: MemberRequest, slug: str) -> HttpResponse:
    view = community_or_404(request, slug)
    require(view.may_start_topic)
    form = TopicForm(request.POST or None, person=request.person, community=view.community)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        data = form.cleaned_data
        topic = posting.start_topic(
            view.community,
            by=request.person,
            kind=data["kind"],
            title=data["title"],
            source=data["body"],
            tags=data["tags"],
            submission=data["submission"],
        )
        messages.success(request, _("Your topic is posted."), extra_tags="posted")
        return redirect(topic)
    context = {
        "view": view,
        "form": form,
        "preview": _preview(request, view.community),
        "section": "communities",
    }
    context["crumbs"] = [*_crumbs(view.community), (_("Start a topic"), None)]
    return render(request, "discussions/topic_start.html", context)


def topic_detail(request: Request, pk: int, slug: str) -> HttpResponse:
    topic = _topic_or_404(request, pk)
    if request.path != topic.get_absolute_url():
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(topic.get_absolute_url() + query)
    return _topic_page(request, topic, ReplyForm(initial={"in_reply_to": _replied_to(request, topic)}))


def _replied_to(request: Request, topic: Topic) -> int | None:
    """The number of the post that a reply is to, where the address names one of this topic."""
    to = request.GET.get("to", "")
    number = int(to) if to.isascii() and to.isdigit() and len(to) < 8 else 0
    return number if 1 <= number <= topic.post_count else None


@member_required
@require_POST
def topic_reply(request: MemberRequest, pk: int) -> HttpResponse:
    topic = _topic_or_404(request, pk)
    form = ReplyForm(request.POST)
    if "preview" in request.POST or not form.is_valid():
        return _topic_page(request, topic, form, preview=_preview(request, topic.community))
    data = form.cleaned_data
    post = posting.reply(
        topic,
        by=request.person,
        source=data["body"],
        in_reply_to=data["in_reply_to"],
        submission=data["submission"],
    )
    messages.success(request, _("Your reply is posted."), extra_tags="posted")
    return redirect(post)


def _topic_page(request: Request, topic: Topic, form: ReplyForm, preview: str = "") -> HttpResponse:
    number = (
        page_number(request.GET.get("page")) if request.method == "GET" else topic.page_of(topic.post_count)
    )
    view = reading.topic_page(topic, request.person, number)
    if request.person and view.read_up_to:
        following.mark_read(topic, request.person, up_to=view.read_up_to)
    crumbs = [*_crumbs(topic.community), (topic.get_kind_display(), None)]
    context = {
        "view": view,
        "topic": topic,
        "form": form,
        "preview": preview,
        "section": "communities",
        "crumbs": crumbs,
    }
    return render(request, "discussions/topic_detail.html", context, status=200 if not form.errors else 422)


@member_required
@require_POST
def topic_follow(request: MemberRequest, pk: int) -> HttpResponse:
    topic = _topic_or_404(request, pk)
    follows = request.POST.get("follow") == "yes"
    following.set_following(topic, by=request.person, follows=follows)
    messages.success(
        request, _("You follow this topic.") if follows else _("You no longer follow this topic.")
    )
    return redirect(topic)


@member_required
def post_edit(request: MemberRequest, pk: int) -> HttpResponse:
    post = post_or_404(request, pk)
    require(rules.may_edit_post(request.person, post, post.topic))
    form = EditForm(request.POST or None, initial={"body": post.source, "read_source": post.source})
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        data = form.cleaned_data
        try:
            post = editing.edit_post(
                post, by=request.person, source=data["body"], read_source=data["read_source"]
            )
        except Conflict as conflict:
            return _edited_meanwhile(request, post, form, conflict)
        messages.success(request, _("Your change is saved."), extra_tags="posted")
        return redirect(post)
    context = {
        "form": form,
        "post": post,
        "preview": _preview(request, post.topic.community),
        "section": "communities",
    }
    context["crumbs"] = [
        *_crumbs(post.topic.community),
        (post.topic.title, post.get_absolute_url()),
        (_("Edit"), None),
    ]
    return render(request, "discussions/post_edit.html", context)


def _edited_meanwhile(request: Request, post: Post, form: EditForm, conflict: Conflict) -> HttpResponse:
    """Keep what was typed, show what is there now, and let a second save replace that."""
    form.add_error(
        None,
        _(
            "This post was changed since you opened it. "
            "Your text is below; the post as it is now is shown above it."
        ),
    )
    form.data = {**request.POST.dict(), "read_source": conflict.now}
    context = {"form": form, "post": post, "now": conflict.now, "section": "communities"}
    return render(request, "discussions/post_edit.html", context, status=409)


@member_required
@require_POST
def answer_accept(request: MemberRequest, pk: int) -> HttpResponse:
    post = post_or_404(request, pk)
    answering.accept_answer(post, by=request.person)
    messages.success(request, _("Post #%(number)s is the answer now.") % {"number": post.number})
    return redirect(post)


@member_required
@require_POST
def answer_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    topic = _topic_or_404(request, pk)
    answering.withdraw_answer(topic, by=request.person)
    messages.success(request, _("The question is open again."))
    return redirect(topic)


@member_required
@require_POST
def post_helpful(request: MemberRequest, pk: int) -> HttpResponse:
    post = post_or_404(request, pk)
    marking.mark_helpful(post, by=request.person, helpful=request.POST.get("helpful") != "no")
    return redirect(post)


@member_required
@require_POST
def text_preview(request: MemberRequest, slug: str) -> HttpResponse:
    """The preview of the composer, made by the renderer that makes the post."""
    community = community_or_404(request, slug).community
    return HttpResponse(_preview(request, community))


def _preview(request: Request, community) -> str:
    source = request.POST.get("body", "")
    return rendering.render(source[: rendering.text.LONGEST], community).html if source else ""


def _crumbs(community) -> list[tuple[str, str | None]]:
    return [(_("Communities"), reverse("community_list")), (community.name, community.get_absolute_url())]


def _topic_or_404(request: Request, pk: int) -> Topic:
    try:
        return reading.topic_for(request.person, pk)
    except Topic.DoesNotExist:
        raise Http404(_("There is no such topic.")) from None


def post_or_404(request: Request, pk: int) -> Post:
    """The post with this key when the person may see it."""
    posts = Post.objects.visible_to(request.person).select_related("topic__community", "author", "hidden_by")
    return get_object_or_404(posts, pk=pk)
