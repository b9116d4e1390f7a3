from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.kit.paging import page_number
from communities.kit.permissions import require
from communities.members.access import MemberRequest, member_required

from .. import listing, reading, requesting, rules
from ..forms.asking import AskForm, ReasonForm
from ..models import MembershipRequest
from .places import community_or_404, crumbs_below, crumbs_of_list


@member_required
def community_ask(request: MemberRequest, slug: str) -> HttpResponse:
    """The questions of a community. Who has asked already is shown where they stand."""
    view = community_or_404(request, slug)
    if view.waiting:
        return redirect(view.waiting)
    require(rules.may_ask(request.person, view.community))
    guidelines = reading.guidelines(view.community)
    questions, has = view.community.questions, guidelines is not None
    form = AskForm(
        request.POST if request.method == "POST" else None, questions=questions, has_guidelines=has
    )
    if request.method == "POST" and form.is_valid():
        asked = requesting.ask_to_join_community(view.community, by=request.person, answers=form.answers)
        messages.success(request, _("The leads are told. This page says where your request stands."))
        return redirect(asked)
    context = {"view": view, "form": form, "guidelines": guidelines, "section": "communities"}
    context["crumbs"] = crumbs_below(view.community, _("Ask to join"))
    return render(request, "spaces/community_ask.html", context)


@member_required
def community_requests(request: MemberRequest, slug: str) -> HttpResponse:
    """Who asks to join, for the leads."""
    view = community_or_404(request, slug)
    require(rules.may_lead(request.person, view.community))
    waiting, page = listing.requests_page(view.community, page_number(request.GET.get("page")))
    context = {"view": view, "waiting": waiting, "page": page, "section": "communities", "tab": "requests"}
    context["crumbs"] = crumbs_below(view.community, _("Requests"))
    return render(request, "spaces/community_requests.html", context)


@member_required
def membership_request(request: MemberRequest, pk: int) -> HttpResponse:
    """Where a request stands, for who asked; for the leads the answers and the decision."""
    found = _found(request, pk)
    asked = found.request
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        needed=request.POST.get("decision") != "admit",
        hint=_("The person reads this. You need not give one to admit."),
    )
    if request.method == "POST":
        require(found.may_decide)
        if form.is_valid():
            return _decided(request, asked, form.cleaned_data["reason"])
    context = {"view": found, "form": form, "asked": asked, "section": "communities"}
    leads = bool(rules.may_lead(request.person, asked.community))
    place = (asked.community.name, asked.community.get_absolute_url())
    context["crumbs"] = (
        crumbs_of_list(_("Request to join"), place) if leads else crumbs_of_list(_("Request to join"))
    )
    return render(request, "spaces/membership_request.html", context)


def _decided(request: MemberRequest, asked: MembershipRequest, reason: str) -> HttpResponse:
    name = {"name": asked.person}
    if request.POST.get("decision") == "admit":
        requesting.admit_to_community(asked, by=request.person, reason=reason)
        messages.success(request, _("%(name)s is a member now, and is told.") % name)
    else:
        requesting.decline_request(asked, by=request.person, reason=reason)
        messages.success(request, _("The request is declined. %(name)s reads your reason.") % name)
    return redirect(reverse("community_requests", args=[asked.community.slug]))


@member_required
@require_POST
def membership_request_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    asked = _found(request, pk).request
    requesting.withdraw_request(asked, by=request.person)
    messages.success(request, _("Your request is withdrawn."))
    return redirect(asked)


def _found(request: MemberRequest, pk: int) -> listing.RequestView:
    try:
        return listing.request_for(request.person, pk)
    except MembershipRequest.DoesNotExist:
        raise Http404(_("There is no such request.")) from None
