"""Following and muting: the buttons, the page of what one follows, and stopping mail about a topic."""

from django.contrib import messages
from django.core.signing import BadSignature
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from communities.kit.paging import page_number
from communities.members.access import MemberRequest, Request, member_required
from communities.members.models import User
from communities.notifications.threads import who_and_what
from communities.spaces.models import audiences_of
from communities.spaces.views import community_or_404
from communities.tags.models import Tag
from communities.tags.reading import tag_for

from ..models import Level, Post, TagLevel, Topic
from ..writing.mentioning import unreachable
from . import following
from . import reading as followed


@member_required
def following_list(request: MemberRequest) -> HttpResponse:
    """What a member follows and mutes, each changed in place."""
    view = followed.following_page(request.person, page_number(request.GET.get("page")))
    context = {"view": view, "section": "notifications"}
    context["crumbs"] = [(_("Home"), "/"), (_("What you follow"), None)]
    return render(request, "discussions/following_list.html", context)


@member_required
@require_POST
def following_own(request: MemberRequest) -> HttpResponse:
    """Whether one follows the topics that one writes in."""
    follows_own = request.POST.get("follows_own") == "yes"
    following.set_follows_own(by=request.person, follows_own=follows_own)
    messages.success(
        request,
        _("From now on you follow the topics that you write in.")
        if follows_own
        else _("From now on you follow only what you choose."),
    )
    return redirect("following_list")


@member_required
@require_POST
def topic_follow(request: MemberRequest, pk: int) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.visible_to(request.person), pk=pk)
    level = _level(request)
    following.set_topic_level(topic, by=request.person, level=level)
    sentences = {
        Level.FOLLOW: _("You follow this topic: we tell you of every reply."),
        Level.NORMAL: _("You no longer follow this topic."),
        Level.MUTE: _("You muted this topic: we tell you only when somebody names you, and not by e-mail."),
    }
    messages.success(request, sentences[level])
    return redirect(_back(request) or topic.get_absolute_url())


@member_required
@require_POST
def community_follow(request: MemberRequest, slug: str) -> HttpResponse:
    community = community_or_404(request, slug).community
    level = _level(request)
    following.set_community_level(community, by=request.person, level=level)
    _say(request, level, str(community))
    return redirect(_back(request) or community.get_absolute_url())


@member_required
@require_POST
def tag_follow(request: MemberRequest, slug: str) -> HttpResponse:
    tag = tag_for(slug, audiences=audiences_of(request.person)) or get_object_or_404(
        _chosen(request), slug=slug
    )
    level = _level(request)
    following.set_tag_level(tag, by=request.person, level=level)
    _say(request, level, str(tag))
    return redirect(_back(request) or tag.get_absolute_url())


def _chosen(request: MemberRequest) -> QuerySet[Tag]:
    """The tags of which the member has said something: they may say another thing."""
    return Tag.objects.filter(pk__in=TagLevel.objects.filter(person=request.person).values("tag"))


@csrf_exempt  # mail programs post here without a page of ours (RFC 8058); the signed token is the proof
def topic_stop(request: Request, token: str) -> HttpResponse:
    """Stop mail about one topic from a link in a mail. The page names neither topic nor person."""
    try:
        person_pk, topic_pk = who_and_what(token)
        person, topic = User.objects.get(pk=person_pk), Topic.objects.get(pk=topic_pk)
    except (BadSignature, User.DoesNotExist, Topic.DoesNotExist):
        raise Http404(_("This link is not complete. Copy it whole from the e-mail.")) from None
    done = request.method == "POST"
    if done:
        following.stop_mail(topic, person=person)
    return render(request, "discussions/topic_stop.html", {"done": done})


def say_who_is_not_told(request: Request, post: Post) -> None:
    """Tell the author of a post whom it names in vain."""
    if names := unreachable(post):
        place = {"names": ", ".join(names), "community": post.topic.community}
        sentence = _("We did not tell %(names)s: what is said in %(community)s is for its members.")
        messages.info(request, sentence % place)


def _level(request: Request) -> Level:
    """The level in a form; what is none means normal."""
    level = request.POST.get("level", "")
    return Level(level) if level in Level.values else Level.NORMAL


def _say(request: Request, level: Level, name: str) -> None:
    sentences = {
        Level.FOLLOW: _("You follow %(name)s: we tell you of every new topic."),
        Level.NORMAL: _("You no longer follow %(name)s."),
        Level.MUTE: _("You muted %(name)s: we tell you only when somebody names you, and not by e-mail."),
    }
    messages.success(request, sentences[level] % {"name": name})


def _back(request: Request) -> str:
    """The page of this site from which the button was pressed."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else ""
