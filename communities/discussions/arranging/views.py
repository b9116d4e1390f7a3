"""The pages on which a topic is arranged."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.kit.paging import page_number
from communities.kit.permissions import require
from communities.members.access import MemberRequest, member_required

from .. import rules
from ..models import Topic
from ..views.topics import topic_or_404
from . import arranging, duplicating, merging, moving
from . import desk as arrangement
from .desk import Desk
from .forms import LockForm, OtherForm, PlaceForm, SplitForm, WordsForm


@member_required
def topic_arrange(request: MemberRequest, pk: int) -> HttpResponse:
    """Everything that can be done to a topic; each act is a form of this page, told apart by `act`."""
    topic = topic_or_404(request, pk)
    if topic.merged_into_id:
        return redirect("topic_arrange", topic.merged_into_id)
    desk = Desk(topic, request.person)
    require(desk.may_open)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    made = _forms(desk, act, request.POST if act else None)
    if act in made and made[act].is_valid():
        try:
            now = ACTS[act](desk, made[act].cleaned_data)
        except ValidationError as error:
            made[act].add_error(None, error)
        else:
            messages.success(request, _("Done. The topic says so, and everything can be undone."))
            return redirect(now)
    context = {"desk": desk, "topic": topic, "forms": made, "section": "communities"}
    context["crumbs"] = crumbs_in(topic, _("Arrange this topic"))
    wrong = act in made and made[act].errors
    return render(request, "discussions/topic_arrange.html", context, status=422 if wrong else 200)


def _forms(desk: Desk, act: str, data) -> dict[str, forms.Form]:
    """The forms of the page; that of the act in hand holds what was sent."""

    def sent(name: str) -> Any:
        return data if name == act else None

    made: dict[str, forms.Form] = {name: forms.Form(sent(name)) for name in PLAIN}
    made["undo"] = UndoForm(sent("undo"))
    made["words"] = WordsForm(sent("words"), desk=desk, auto_id="words_%s")
    made["lock"] = LockForm(sent("lock"), auto_id="lock_%s")
    made["move"] = PlaceForm(sent("move"), places=desk.to_move, auto_id="move_%s")
    made["share"] = PlaceForm(sent("share"), places=desk.to_share, auto_id="share_%s")
    return made


class UndoForm(forms.Form):
    """Which merging or splitting is taken back: the key of the other topic."""

    other = forms.IntegerField()


def _undo(desk: Desk, data: dict) -> Topic:
    for each in desk.undoable:
        if each.topic.pk == data["other"]:
            verb = merging.unsplit_topic if each.is_split else merging.unmerge_topic
            return verb(each.topic, by=desk.person)
    raise ValidationError(_("This can't be undone any more."))


def _words(desk: Desk, data: dict) -> Topic:
    return arranging.change_words(
        desk.topic, by=desk.person, title=data["title"], tags=data["tags"], kind=data.get("kind")
    )


PLAIN = ("pin", "unpin", "unlock", "unshare", "reopen")
ACTS: dict[str, Callable[[Desk, dict], Topic]] = {
    "pin": lambda desk, data: arranging.pin_topic(desk.topic, by=desk.person, pinned=True),
    "unpin": lambda desk, data: arranging.pin_topic(desk.topic, by=desk.person, pinned=False),
    "lock": lambda desk, data: arranging.lock_topic(
        desk.topic, by=desk.person, locked=True, reason=data["reason"]
    ),
    "unlock": lambda desk, data: arranging.lock_topic(desk.topic, by=desk.person, locked=False),
    "unshare": lambda desk, data: moving.show_only_here(desk.topic, by=desk.person),
    "reopen": lambda desk, data: duplicating.reopen_topic(desk.topic, by=desk.person),
    "words": _words,
    "move": lambda desk, data: moving.move_topic(desk.topic, by=desk.person, to=data["community"]),
    "share": lambda desk, data: moving.show_also_in(desk.topic, by=desk.person, other=data["community"]),
    "undo": _undo,
}


@member_required
def topic_merge(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the topic into which this one is merged."""
    topic = topic_or_404(request, pk)
    require(rules.may_arrange(request.person, topic))
    page = {"act": "merge", "title": _("Merge this topic into another one")}
    return _choose(request, topic, page, rule=rules.may_merge, do=_merge)


def _merge(topic: Topic, other: Topic, by) -> Topic:
    return merging.merge_topics(topic, into=other, by=by)


@member_required
def topic_duplicate(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the topic of which this one is a duplicate."""
    topic = topic_or_404(request, pk)
    require(Desk(topic, request.person).may_open)
    page = {"act": "duplicate", "title": _("Close this topic as a duplicate")}
    return _choose(request, topic, page, rule=rules.may_close_as_duplicate, do=_close)


def _close(topic: Topic, other: Topic, by) -> Topic:
    return duplicating.close_as_duplicate(topic, of=other, by=by)


def _choose(request: MemberRequest, topic: Topic, page: dict, *, rule, do) -> HttpResponse:
    """Look for another topic by its address or its words, choose it, and do the act with it."""
    words = request.GET.get("q", "") or topic.title
    found = arrangement.candidates(topic, request.person, words, rule=rule)
    allowed = [each.topic for each in found if each.verdict]
    form = OtherForm(request.POST if request.method == "POST" else None, topics=allowed)
    if request.method == "POST" and form.is_valid():
        now = do(topic, form.cleaned_data["other"], request.person)
        messages.success(request, _("Done. The topic says so, and everything can be undone."))
        return redirect(now)
    refused = [each for each in found if not each.verdict]
    context = {**page, "topic": topic, "form": form, "section": "communities"}
    context |= {"words": request.GET.get("q", ""), "allowed": allowed, "refused": refused}
    context["crumbs"] = crumbs_in(topic, page["title"])
    return render(request, "discussions/topic_other.html", context, status=422 if form.errors else 200)


@member_required
def topic_split(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose the posts of which a new topic is made."""
    topic = topic_or_404(request, pk)
    require(rules.may_arrange(request.person, topic))
    number = page_number(request.GET.get("page"))
    posts = arrangement.posts_to_split(topic, number)
    form = SplitForm(request.POST if request.method == "POST" else None, posts=posts)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            new = merging.split_topic(topic, data["posts"], by=request.person, title=data["title"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The posts are a topic of their own now."))
            return redirect(new)
    pages = -(-topic.post_count // arrangement.POSTS_TO_SPLIT)
    context = {"topic": topic, "form": form, "posts": posts, "section": "communities"}
    context |= {"pages": list(range(1, pages + 1)) if pages > 1 else [], "number": number}
    context["crumbs"] = crumbs_in(topic, _("Make a new topic of posts"))
    return render(request, "discussions/topic_split.html", context, status=422 if form.errors else 200)


def crumbs_in(topic: Topic, last: str) -> list[tuple[str, str | None]]:
    """The way to a page below a topic."""
    return [
        (_("Communities"), reverse("community_list")),
        (topic.community.name, topic.community.get_absolute_url()),
        (topic.title, topic.get_absolute_url()),
        (last, None),
    ]
