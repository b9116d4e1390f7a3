from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import deciding
from ..access import MemberRequest, administrator_required, member_required
from ..forms.deciding import DecisionForm
from ..models import JoinRequest
from ..reading import requests
from .crumbs import people_crumbs


@administrator_required
def join_request_list(request: MemberRequest) -> HttpResponse:
    context = {
        "waiting": list(requests.waiting_requests()),
        "decided": list(requests.recent_decisions()),
        "section": "people",
        "crumbs": people_crumbs(_("Requests to join")),
    }
    return render(request, "members/join_request_list.html", context)


@administrator_required
def join_request_decide(request: MemberRequest, pk: int) -> HttpResponse:
    """The evidence and the decision. The button “Find” only shows other agencies."""
    view = _found(requests.request_to_decide, request, pk)
    finding = request.POST.get("decision") == "find"
    form = DecisionForm(request.POST or None, asked=view.asked)
    if request.method == "POST" and not finding and form.is_valid() and _decides(request, view.asked, form):
        messages.success(request, _said(view.asked, form))
        return redirect("join_request_list")
    if finding:
        form.errors.clear()  # nothing is decided yet, so nothing is missing
    context = {"view": view, "form": form, "section": "people", "finding": finding}
    context["crumbs"] = [
        (_("People"), reverse("member_list")),
        (_("Requests to join"), reverse("join_request_list")),
        (view.asked.person.name, None),
    ]
    return render(request, "members/join_request_decide.html", context)


def _decides(request: MemberRequest, asked: JoinRequest, form: DecisionForm) -> bool:
    """Decide as the form says; False, with the reason in the form, when something can't be added."""
    said, by = form.cleaned_data, request.person
    try:
        if request.POST["decision"] == "admit":
            chosen = {key: said.get(key, ()) for key in ("agency", "domain", "others")}
            deciding.admit(asked, by=by, reason=said["reason"], **chosen)
        else:
            deciding.decline(asked, by=by, reason=said["reason"])
    except ValidationError as wrong:
        changed = "others" in getattr(wrong, "error_dict", {})
        if changed:
            form.offer_others()
        form.add_error("others" if changed else None, wrong.messages)
        return False
    return True


def _said(asked: JoinRequest, form: DecisionForm) -> str:
    others = form.cleaned_data.get("others") if form.data["decision"] == "admit" else None
    if not others:
        return _("The decision is recorded, and %(name)s can read it.") % {"name": asked.person}
    words = ngettext(
        "%(name)s and one other are members from now on, and are mailed your reason.",
        "%(name)s and %(count)d others are members from now on, and are mailed your reason.",
        len(others),
    )
    return words % {"name": asked.person, "count": len(others)}


@member_required
def join_request_vouch(request: MemberRequest, pk: int) -> HttpResponse:
    """The member who was named says whether they know the person who asks."""
    asked, verdict = _found(requests.request_naming, request, pk)
    if request.method == "POST":
        knows = request.POST.get("answer") == "yes"
        deciding.vouch(asked, by=request.person, knows=knows)
        messages.success(request, _("Thank you. An administrator reads your answer and decides."))
        return redirect("/")
    context = {"asked": asked, "verdict": verdict, "section": "people"}
    context["crumbs"] = people_crumbs(_("Do you know this person?"))
    return render(request, "members/join_request_vouch.html", context)


def _found(reading, request: MemberRequest, pk: int):
    try:
        return reading(request.person, pk)
    except JoinRequest.DoesNotExist:
        raise Http404(_("There is no such request.")) from None
