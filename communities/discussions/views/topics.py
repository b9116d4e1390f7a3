from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.kit.paging import page_number
from communities.members.access import MemberRequest, Request, member_required
from communities.spaces.views import community_or_404

from .. import answering, marking
from ..arranging import merging
from ..following import following
from ..models import POSTS_PER_PAGE, Post, Topic
from ..polls import reading as polls
from ..reading import lines, listing
from ..reading import topics as reading
from ..reading.around import around
from ..reading.printing import printed
from ..writing.composer import Composer, reply_composer
from ..writing.forms import ReplyForm
from .lists import choosing_for


def community_detail(request: Request, slug: str) -> HttpResponse:
    """A community's front page: its topics."""
    view = community_or_404(request, slug)
    choosing = choosing_for(request)
    number = page_number(request.GET.get("page"))
    beside = around(view.community, request.person)
    page = listing.topics(
        view.community, request.person, choice=choosing["choice"], number=number, also=beside.elsewhere
    )
    context = {**choosing, "view": view, "page": page, "section": "communities", "tab": "discussions"}
    context |= {"follow_level": beside.level, "around": beside}
    return render(request, "discussions/community_detail.html", context)


def topic_detail(request: Request, pk: int, slug: str) -> HttpResponse:
    topic = topic_or_404(request, pk)
    if topic.merged_into_id:
        return redirect(_where_it_stands(request, topic))
    if request.path != topic.get_absolute_url():
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(topic.get_absolute_url() + query)
    composer = reply_composer(topic)
    to = _replied_to(request, topic)
    form = ReplyForm(initial={**composer.fields, **({"in_reply_to": to} if to else {})})
    return topic_page(request, topic, form, composer)


def _where_it_stands(request: Request, topic: Topic) -> Post | Topic:
    """What an old address of a merged topic leads to: the post that was the first one on that page.

    A number behind the # never reaches us, and would name another post now: the numbers of a merged topic
    begin again behind those of the other one. The permanent address of a post leads to that very post.
    """
    place = merging.place_of(topic, _first_on_page(request))
    posts = Post.objects.visible_to(request.person).select_related("topic")
    return posts.filter(pk=place or 0).first() or topic_or_404(request, topic.merged_into_id or 0)


def _first_on_page(request: Request) -> int:
    """The number of the first post of the page that the address names."""
    return (page_number(request.GET.get("page")) - 1) * POSTS_PER_PAGE + 1


def topic_print(request: Request, pk: int) -> HttpResponse:
    """The whole topic on one page, for paper; a very long one in parts."""
    topic = topic_or_404(request, pk)
    if topic.merged_into_id:
        return redirect("topic_print", topic.merged_into_id)
    context = {"view": printed(topic, page_number(request.GET.get("page"))), "topic": topic}
    context |= {"section": "communities", "poll": polls.poll_of(topic)}
    here = (topic.title, topic.get_absolute_url())
    context["crumbs"] = [*crumbs_to(topic.community), here, (_("Print"), None)]
    return render(request, "discussions/topic_print.html", context)


@member_required
@require_POST
def topic_read(request: MemberRequest, pk: int) -> HttpResponse:
    """Count all posts of a topic as read."""
    topic = topic_or_404(request, pk)
    following.mark_read(topic, request.person, up_to=topic.post_count)
    messages.success(request, _("All posts of this topic count as read."))
    return redirect(topic.address_of(topic.post_count))


def _replied_to(request: Request, topic: Topic) -> int | None:
    """The number of the post that a reply is to, where the address names one of this topic."""
    to = request.GET.get("to", "")
    number = int(to) if to.isascii() and to.isdigit() and len(to) < 8 else 0
    return number if 1 <= number <= topic.post_count else None


def topic_page(
    request: Request, topic: Topic, form: ReplyForm, composer: Composer, preview: str = ""
) -> HttpResponse:
    """The page of a topic with the form for a reply: empty, with a draft, or as it was sent."""
    number = (
        page_number(request.GET.get("page")) if request.method == "GET" else topic.page_of(topic.post_count)
    )
    view = reading.topic_page(topic, request.person, number)
    if request.person and view.read_up_to:
        following.mark_read(topic, request.person, up_to=view.read_up_to, since=view.read_from)
    crumbs = [*crumbs_to(topic.community), (topic.get_kind_display(), None)]
    context = {
        "view": view,
        "around": lines.surroundings(topic, request.person, page=view.page),
        "poll": polls.poll_view(topic, request.person),
        "topic": topic,
        "form": form,
        "composer": composer,
        "preview": preview,
        "section": "communities",
        "crumbs": crumbs,
    }
    status = 409 if composer.conflict else 422 if form.errors else 200
    return render(request, "discussions/topic_detail.html", context, status=status)


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
    topic = topic_or_404(request, pk)
    answering.withdraw_answer(topic, by=request.person)
    messages.success(request, _("The question is open again."))
    return redirect(topic)


@member_required
@require_POST
def post_helpful(request: MemberRequest, pk: int) -> HttpResponse:
    post = post_or_404(request, pk)
    marking.mark_helpful(post, by=request.person, helpful=request.POST.get("helpful") != "no")
    return redirect(post)


def crumbs_to(community) -> list[tuple[str, str | None]]:
    return [(_("Communities"), reverse("community_list")), (community.name, community.get_absolute_url())]


def topic_or_404(request: Request, pk: int) -> Topic:
    try:
        return reading.topic_for(request.person, pk)
    except Topic.DoesNotExist:
        raise Http404(_("There is no such topic.")) from None


def post_or_404(request: Request, pk: int) -> Post:
    """The post with this key when the person may see it."""
    posts = Post.objects.visible_to(request.person).select_related("topic__community", "author", "hidden_by")
    return get_object_or_404(posts, pk=pk)
