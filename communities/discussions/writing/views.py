"""Writing: a topic, a reply, a change of a post; with preview, drafts, and what is said before posting."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.members.access import MemberRequest, member_required
from communities.spaces.models import Community
from communities.spaces.views import community_or_404

from .. import rules
from ..following.views import say_who_is_not_told
from ..models import Post, Topic
from ..views.topics import crumbs_to, post_or_404, topic_or_404, topic_page
from . import attaching, drafting, editing, kinds, posting, rendering, resembling
from .agreeing import step_first
from .composer import Composer, composer_for, mentionable, reply_composer, suggested_tags
from .drafting import DraftConflict
from .forms import AttachForm, EditForm, ReplyForm, TopicForm
from .screening import Written, pace_of


@member_required
def topic_start(request: MemberRequest, slug: str) -> HttpResponse:
    view = community_or_404(request, slug)
    community, person = view.community, request.person
    composer = composer_for(person, community)
    if step := step_first(request, view.may_start_topic, composer, back=request.path):
        return step
    require(view.may_start_topic)
    kept = _worked_on(request, composer)
    if kept is None:
        form = TopicForm(request.POST, person=person, community=community)
        if _is_posted(request, form, composer, community):
            topic = _start(request, community, form.cleaned_data)
            _say_posted(request, topic.posts.get(number=1), _("Your topic is posted."))
            return redirect(topic)
    else:
        asked = {"kind": request.GET["kind"]} if "kind" in request.GET and request.method == "GET" else {}
        form = TopicForm(initial={**kept, **asked}, person=person, community=community)
    context = {
        "view": view,
        "form": form,
        "composer": composer,
        "kinds": kinds.choices_for(person, community, form.chosen),
        "kind_when": kinds.ASKED[form.chosen].when,
        "preview": _preview(request, community),
        "section": "communities",
        "crumbs": [*crumbs_to(community), (_("Start a topic"), None)],
    }
    return render(request, "discussions/topic_start.html", context, status=409 if composer.conflict else 200)


def _start(request: MemberRequest, community: Community, data: dict[str, Any]) -> Topic:
    return posting.start_topic(
        community,
        by=request.person,
        kind=data["kind"],
        title=data["title"],
        source=data["body"],
        tags=data["tags"],
        link=data.get("link", ""),
        details={"where": data["where"]} if data.get("where") else {},
        closes_on=data.get("closes_on"),
        submission=data["submission"],
        because=request.POST.get("because", ""),
    )


@member_required
@require_POST
def topic_reply(request: MemberRequest, pk: int) -> HttpResponse:
    topic = topic_or_404(request, pk)
    composer = reply_composer(topic)
    verdict, back = rules.may_reply(request.person, topic), f"{topic.get_absolute_url()}#composer"
    if step := step_first(request, verdict, composer, back=back):
        return step
    if topic.merged_into_id:
        require(verdict)  # it has no page any more on which a text could be shown again
    kept = _worked_on(request, composer)
    if kept is not None:
        return topic_page(request, topic, ReplyForm(initial=kept), composer)
    form = ReplyForm(request.POST)
    if not _is_posted(request, form, composer, topic.community):
        return topic_page(request, topic, form, composer, preview=_preview(request, topic.community))
    data = form.cleaned_data
    post = posting.reply(
        topic,
        by=request.person,
        source=data["body"],
        in_reply_to=data["in_reply_to"],
        submission=data["submission"],
        because=request.POST.get("because", ""),
    )
    _say_posted(request, post, _("Your reply is posted."))
    return redirect(post)


def _say_posted(request: MemberRequest, post: Post, sentence: str) -> None:
    if post.is_held:
        sentence = _("A moderator reads it before others do. You are told when it is published.")
        messages.info(request, sentence, extra_tags="posted")
    else:
        messages.success(request, sentence, extra_tags="posted")
    say_who_is_not_told(request, post)


@member_required
def post_edit(request: MemberRequest, pk: int) -> HttpResponse:
    post = post_or_404(request, pk)
    verdict = rules.may_edit_post(request.person, post, post.topic)
    composer = composer_for(request.person, post)
    if step := step_first(request, verdict, composer, back=request.path):
        return step
    require(verdict)
    kept = _worked_on(request, composer)
    if kept is not None:
        form = EditForm(initial={"body": post.source, "read_source": post.source, **kept})
        return _edit_page(request, post, form, composer)
    form = EditForm(request.POST)
    if not _is_posted(request, form, composer, post.topic.community, post):
        return _edit_page(request, post, form, composer)
    data = form.cleaned_data
    try:
        post = editing.edit_post(
            post,
            by=request.person,
            source=data["body"],
            read_source=data["read_source"],
            because=request.POST.get("because", ""),
        )
    except Conflict as conflict:
        return _edited_meanwhile(request, post, form, composer, conflict)
    messages.success(request, _("Your change is saved."), extra_tags="posted")
    say_who_is_not_told(request, post)
    return redirect(post)


def _edited_meanwhile(
    request: MemberRequest, post: Post, form: EditForm, composer: Composer, conflict: Conflict
) -> HttpResponse:
    """Keep what was typed, show what is there now, and let a second save replace that."""
    form.add_error(
        None,
        _(
            "This post was changed since you opened it. "
            "Your text is below; the post as it is now is shown above it."
        ),
    )
    form.data = {**request.POST.dict(), "read_source": conflict.now}
    return _edit_page(request, post, form, composer, now=conflict.now)


def _edit_page(
    request: MemberRequest, post: Post, form: EditForm, composer: Composer, now: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "post": post,
        "composer": composer,
        "now": now,
        "preview": _preview(request, post.topic.community),
        "section": "communities",
        "crumbs": [
            *crumbs_to(post.topic.community),
            (post.topic.title, post.get_absolute_url()),
            (_("Edit"), None),
        ],
    }
    status = 409 if now or composer.conflict else 200
    return render(request, "discussions/post_edit.html", context, status=status)


@member_required
@require_POST
def text_preview(request: MemberRequest, slug: str) -> HttpResponse:
    """The preview of the composer, made by the renderer that makes the post."""
    community = community_or_404(request, slug).community
    return HttpResponse(_preview(request, community))


@member_required
@require_GET
def topic_similar(request: MemberRequest, slug: str) -> HttpResponse:
    """What may already answer the title that is being typed, as a fragment; empty when nothing does."""
    community_or_404(request, slug)
    similar = resembling.similar_to(request.GET.get("title", "")[:300], person=request.person)
    return render(request, "discussions/_similar.html", {"similar": similar})


@member_required
@require_GET
def name_suggest(request: MemberRequest, slug: str) -> JsonResponse:
    """Members whom a text here may mention, by how their names begin."""
    community = community_or_404(request, slug).community
    found = mentionable(request.person, community, request.GET.get("q", "")[:100])
    names = [{"value": each.slug, "label": each.name, "about": _agency_of(each)} for each in found]
    return JsonResponse({"found": names})


@member_required
@require_GET
def tag_suggest(request: MemberRequest) -> JsonResponse:
    """Tags that begin with what is typed, among those of what the person may find."""
    found = suggested_tags(request.person, request.GET.get("q", "")[:100])
    tags = [{"value": tag.slug, "label": tag.name, "about": tag.description} for tag in found]
    return JsonResponse({"found": tags})


def _agency_of(person) -> str:
    profile = getattr(person, "profile", None)
    return profile.agency_name if profile else ""


# --- what buttons besides Post do -----------------------------------------------------------------


def _worked_on(request: MemberRequest, composer: Composer) -> dict[str, Any] | None:
    """Do what the pressed button asks, and return what stands in the form then.

    None means that the form is to be checked: Post or Preview was pressed.
    """
    if request.method != "POST":
        return dict(composer.fields)
    typed = request.POST.dict()
    if "switch" in typed:
        return {**typed, "kind": typed["switch"]}
    if "save_draft" in typed or "keep_draft" in typed:
        _keep_draft(request, composer, typed)
        return typed
    if "attach" in typed:
        return {**typed, "body": _with_attachment(request, composer, typed.get("body", ""))}
    return None


def _keep_draft(request: MemberRequest, composer: Composer, typed: dict[str, str]) -> None:
    keep = drafting.replace_draft if "keep_draft" in typed else drafting.save_draft
    try:
        composer.use(keep(request.person, composer.place, typed, version=drafting.version_of(request.POST)))
    except DraftConflict as conflict:
        composer.use(conflict.draft)
        composer.conflict, composer.theirs = True, conflict.now
    except ValidationError as wrong:
        composer.problem = " ".join(wrong.messages)


def _with_attachment(request: MemberRequest, composer: Composer, body: str) -> str:
    """The text with a picture or file at its end; as it was when that could not be attached."""
    form = AttachForm(request.POST, request.FILES)
    composer.attaching = form
    if not form.is_valid():
        return body
    data = form.cleaned_data
    try:
        made = attaching.attach(
            data["file"], by=request.person, alt=data["alt"], is_decorative=data["is_decorative"]
        )
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return body
    composer.attaching = AttachForm()
    return f"{body.rstrip()}\n\n{made.markdown}\n".lstrip("\n")


def _is_posted(
    request: MemberRequest, form: Any, composer: Composer, community: Community, post: Post | None = None
) -> bool:
    """Whether Post was pressed on a form that is right, by somebody who has read what is said of it."""
    if "preview" in request.POST or not form.is_valid():
        return False
    data = form.cleaned_data
    if posting.was_sent(request.person, data["submission"]):
        return True  # a second click: the verb finds what the first one made
    written = Written(request.person, community, data.get("title", ""), data["body"], post)
    if post is None and not (verdict := pace_of(request.person, community)):
        form.add_error(None, verdict.sentence)
        return False
    return not composer.look_through(
        written,
        seen_similar=request.POST.get("seen_similar") == "yes",
        seen_findings=request.POST.get("seen_findings", ""),
        because=request.POST.get("because", ""),
    )


def _preview(request: MemberRequest, community: Community) -> str:
    """The rendered text, where Preview was pressed or a script asks for it."""
    source = request.POST.get("body", "")
    return rendering.render(source[: rendering.text.LONGEST], community).html if source else ""
