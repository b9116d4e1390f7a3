from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from communities.discussions.models import Post
from communities.kit.paging import page_number
from communities.kit.permissions import Refused, require
from communities.members.access import MemberRequest, administrator_required, member_required
from communities.members.models import User
from communities.spaces import rules as spaces
from communities.spaces.views import community_or_404, crumbs_below

from . import deciding, handling, listing, looking, rules
from .forms import DecideForm, NoteForm, ReasonTextForm, SpamForm
from .models import Case, Decision, ReasonText
from .reporting import open_held
from .wording import keep_text, remove_text

MOST_AT_ONCE = 50


def _case_or_404(request: MemberRequest, pk: int) -> Case:
    require(rules.may_keep_order(request.person))
    cases = Case.objects.visible_to(request.person).select_related(
        "post__author__profile__agency", "post__topic__community", "assignee", "appeal_of__by", "merged_into"
    )
    return get_object_or_404(cases, pk=pk)


def _choice(request: MemberRequest) -> listing.Choice:
    asked = request.GET
    return listing.Choice(
        kind=asked.get("kind", "") if asked.get("kind") in Case.Kind.values else "",
        whose=asked.get("whose", "") if asked.get("whose") in ("mine", "nobody") else "",
        community=asked.get("in", "")[:60].replace("\0", ""),
        decided=asked.get("show") == "decided",
    )


@member_required
def case_list(request: MemberRequest) -> HttpResponse:
    """The queue."""
    require(rules.may_keep_order(request.person))
    choice = _choice(request)
    context = {
        "choice": choice,
        "page": listing.queue(request.person, choice, page_number(request.GET.get("page"))),
        "kinds": Case.Kind.choices,
        "communities": list(listing.kept_by(request.person)),
        "spam": SpamForm(
            initial={"reason": _("It sells something, or says the same thing again and again.")}
        ),
        "crumbs": [(_("Home"), "/"), (_("Cases"), None)],
    }
    if not choice.decided and not choice.is_narrow:
        context["held"] = listing.held_posts(request.person)
        context["elsewhere"] = listing.elsewhere(request.person)
    return render(request, "moderation/case_list.html", context)


@member_required
def case_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """A case; sent back, its decision."""
    case = _case_or_404(request, pk)
    form = DecideForm(request.POST or None, case=case)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        judgment = deciding.Judgment(
            outcome=chosen["outcome"],
            reason=chosen["reason"],
            notice=chosen.get("notice", Decision.Notice.NONE),
            days=chosen.get("days"),
        )
        try:
            deciding.decide(case, judgment, by=request.person)
        except Refused as refused:
            form.add_error(None, str(refused))
            case = _case_or_404(request, pk)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The case is decided, and whom it concerns is told."))
            return redirect("case_list")
    return _case_page(request, case, form=form)


def _case_page(request: MemberRequest, case: Case, **forms) -> HttpResponse:
    context = {
        "view": looking.case_for(case, request.person),
        "form": forms.get("form") or DecideForm(case=case),
        "note_form": forms.get("note_form") or NoteForm(),
        "crumbs": [(_("Home"), "/"), (_("Cases"), "/moderation/"), (str(case), None)],
    }
    return render(request, "moderation/case_detail.html", context)


@member_required
@require_POST
def case_take(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a case on, or pass it on to `to`; `to=nobody` gives it back."""
    case, to = _case_or_404(request, pk), request.POST.get("to", "")
    try:
        if not to:
            handling.take_case(case, by=request.person)
            messages.success(request, _("You work on this case now."))
        else:
            other = get_object_or_404(User.objects.members(), slug=to) if to != "nobody" else None
            handling.pass_on(case, by=request.person, to=other)
            messages.success(request, _("The case is passed on."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(case)


@member_required
@require_POST
def case_note(request: MemberRequest, pk: int) -> HttpResponse:
    case, form = _case_or_404(request, pk), NoteForm(request.POST)
    if form.is_valid():
        handling.add_note(case, by=request.person, text=form.cleaned_data["text"])
        return redirect(case)
    return _case_page(request, case, note_form=form)


@member_required
@require_POST
def case_merge(request: MemberRequest, pk: int) -> HttpResponse:
    """Put this case with the one whose number is in `into`."""
    case = _case_or_404(request, pk)
    into = request.POST.get("into", "")
    if not into.isascii() or not into.isdigit() or len(into) > 12:
        messages.error(request, _("Choose the case that this one goes with."))
        return redirect(case)
    try:
        into_case = handling.merge_cases(case, _case_or_404(request, int(into)), by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(case)
    messages.success(request, _("The cases are merged. They end together."))
    return redirect(into_case)


@member_required
@require_POST
def case_bulk(request: MemberRequest) -> HttpResponse:
    """Remove the posts of the chosen cases as spam, each by a decision of its own."""
    require(rules.may_keep_order(request.person))
    keys = [
        int(key) for key in request.POST.getlist("case")[:MOST_AT_ONCE] if key.isdecimal() and len(key) < 12
    ]
    form = SpamForm(request.POST)
    if not form.is_valid() or not keys:
        messages.error(request, _("Choose at least one case, and give a reason."))
        return redirect("case_list")
    judgment = deciding.Judgment(outcome=Decision.Outcome.REMOVE, reason=form.cleaned_data["reason"])
    done = 0
    for case in Case.objects.visible_to(request.person).filter(pk__in=keys):
        try:
            deciding.decide(case, judgment, by=request.person)
        except Refused as refused:
            messages.error(request, f"{case}: {refused}")
        else:
            done += 1
    words = ngettext("%(n)d post is removed as spam.", "%(n)d posts are removed as spam.", done)
    messages.success(request, words % {"n": done})
    return redirect("case_list")


@member_required
@require_POST
def case_held(request: MemberRequest, pk: int) -> HttpResponse:
    """Look at a post that waits: its case."""
    post = get_object_or_404(Post.objects.visible_to(request.person), pk=pk)
    return redirect(open_held(post, by=request.person))


@member_required
@require_POST
def decision_undo(request: MemberRequest, pk: int) -> HttpResponse:
    decisions = Decision.objects.visible_to(request.person).select_related("case__post")
    decision = get_object_or_404(decisions, pk=pk)
    deciding.take_back(decision, by=request.person)
    messages.success(request, _("The decision is taken back. Its author is told."))
    return redirect(decision.case)


@administrator_required
def reason_list(request: MemberRequest) -> HttpResponse:
    """The texts that reasons begin with."""
    pk = request.GET.get("text", "")
    text = ReasonText.objects.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 10 else None
    form = ReasonTextForm(request.POST or None, instance=text)
    if request.method == "POST":
        if "remove" in request.POST and text:
            remove_text(text, by=request.person)
            return redirect("reason_list")
        if form.is_valid():
            keep_text(form, by=request.person)
            messages.success(request, _("The text is kept."))
            return redirect("reason_list")
    context: dict[str, Any] = {"texts": ReasonText.objects.all(), "form": form, "text": text}
    context["crumbs"] = [(_("Home"), "/"), (_("Cases"), "/moderation/"), (_("Texts of reasons"), None)]
    return render(request, "moderation/reason_list.html", context)


@member_required
def community_order(request: MemberRequest, slug: str) -> HttpResponse:
    """How order was kept in a community, in figures and without names."""
    view = community_or_404(request, slug)
    context = {
        "view": view,
        "section": "communities",
        "crumbs": crumbs_below(view.community, _("Keeping order")),
    }
    context |= listing.figures_of(view.community)
    context["is_keeper"] = spaces.is_keeper(request.person, view.community)
    return render(request, "moderation/community_order.html", context)
