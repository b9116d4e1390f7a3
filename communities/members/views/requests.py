from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import welcoming
from ..access import MemberRequest, administrator_required
from ..forms.joining import DecisionForm
from ..models import JoinRequest
from ..reading import requests
from .crumbs import people_crumbs


@administrator_required
def join_request_list(request: MemberRequest) -> HttpResponse:
    context = {
        "waiting": requests.waiting_requests(),
        "decided": requests.recent_decisions(),
        "section": "people",
        "crumbs": people_crumbs(_("Requests to join")),
    }
    return render(request, "members/join_request_list.html", context)


@administrator_required
def join_request_decide(request: MemberRequest, pk: int) -> HttpResponse:
    view = _request_or_404(pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        admit = request.POST.get("decision") == "admit"
        agency = view.agency if admit else None
        reason = form.cleaned_data["reason"]
        welcoming.decide(view.asked, by=request.person, admit=admit, reason=reason, agency=agency)
        message = _("The decision is recorded, and %(name)s can read it.") % {"name": view.asked.person}
        messages.success(request, message)
        return redirect("join_request_list")
    list_of_requests = (_("Requests to join"), reverse("join_request_list"))
    context = {"view": view, "form": form, "section": "people"}
    context["crumbs"] = [
        (_("People"), reverse("member_list")),
        list_of_requests,
        (view.asked.person.name, None),
    ]
    return render(request, "members/join_request_decide.html", context)


def _request_or_404(pk: int) -> requests.RequestView:
    try:
        return requests.request_to_decide(pk)
    except JoinRequest.DoesNotExist:
        raise Http404(_("There is no such request.")) from None
