from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from communities.kit.paging import page_number
from communities.kit.text import clean_source
from communities.members.access import MemberRequest, Request, administrator_required, member_required

from . import eligibility, reading, welcoming
from .editing import edit_profile
from .forms import AskToJoinForm, DecisionForm, ProfileForm, WelcomeForm
from .models import JoinRequest, Standing, User


@member_required
def member_list(request: MemberRequest) -> HttpResponse:
    text = clean_source(request.GET.get("q", ""))[:100]
    page = reading.directory(request.person, text=text, number=page_number(request.GET.get("page")))
    context = {"page": page, "text": text, "section": "people"}
    context["crumbs"] = [(_("Home"), "/"), (_("People"), None)]
    return render(request, "members/member_list.html", context)


@member_required
def member_detail(request: MemberRequest, slug: str) -> HttpResponse:
    try:
        profile = reading.profile(request.person, slug)
    except User.DoesNotExist:
        raise Http404 from None
    context = {"view": profile, "section": "people", "crumbs": _crumbs(profile.member.name)}
    return render(request, "members/member_detail.html", context)


@member_required
def profile_edit(request: MemberRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.person.profile)
    if request.method == "POST" and form.is_valid():
        edit_profile(request.person, by=request.person, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect(request.person)
    context = {"form": form, "section": "people", "crumbs": _crumbs(_("Edit my profile"))}
    return render(request, "members/profile_edit.html", context)


def _crumbs(title: str) -> list[tuple[str, str | None]]:
    return [(_("People"), reverse("member_list")), (title, None)]


def member_welcome(request: Request) -> HttpResponse:
    """The step after the code: say who you are."""
    if not request.user.is_authenticated:
        return redirect("account_signup")
    if request.user.standing != Standing.ARRIVING:
        return redirect(_next(request) if request.person else "member_waiting")
    eligible = _eligible_or_403(request.user)
    form = _welcome_form(request, eligible)
    if request.method == "POST" and form.is_valid():
        return _welcomed(request, form, eligible)
    context = {"form": form, "eligible": eligible, "known": eligible.known, "domain": eligible.domain}
    context["next"] = _next(request)
    return render(request, "members/member_welcome.html", context)


def _eligible_or_403(user: User) -> eligibility.Eligible:
    """Whether the address may still join: it may have been given by an administrator, or long ago."""
    try:
        return eligibility.of(user)
    except ValidationError as refused:
        raise PermissionDenied(" ".join(refused.messages)) from None


def _welcome_form(request: Request, eligible: eligibility.Eligible):
    data = request.POST or None
    if not eligible.at_once:
        return AskToJoinForm(data)
    known = eligible.known
    initial = {"bureau": known.suggested_bureau if known else None}
    return WelcomeForm(data, agency=known.agency if known else None, initial=initial)


def _welcomed(request: Request, form, eligible: eligibility.Eligible) -> HttpResponse:
    said = {key: value for key, value in form.cleaned_data.items() if key != "agree"}
    if not eligible.at_once:
        welcoming.ask_to_join(request.user, **said)
        return redirect("member_waiting")
    welcoming.join(request.user, **said)
    messages.success(request, _("Welcome. You are a member now."))
    return redirect(_next(request))


def _next(request: Request) -> str:
    """Where the person was going, when that is a page of this site; home otherwise."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"


def member_waiting(request: Request) -> HttpResponse:
    """Where somebody stands who has asked to join."""
    if not request.user.is_authenticated or request.user.standing == Standing.ARRIVING:
        return redirect("member_welcome")
    if request.person:
        return redirect("/")
    asked = get_object_or_404(JoinRequest, person=request.user)
    return render(request, "members/member_waiting.html", {"asked": asked})


@administrator_required
def join_request_list(request: MemberRequest) -> HttpResponse:
    context = {
        "waiting": reading.waiting_requests(),
        "decided": reading.recent_decisions(),
        "section": "people",
        "crumbs": _crumbs(_("Requests to join")),
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
    requests = (_("Requests to join"), reverse("join_request_list"))
    context = {"view": view, "form": form, "section": "people"}
    context["crumbs"] = [(_("People"), reverse("member_list")), requests, (view.asked.person.name, None)]
    return render(request, "members/join_request_decide.html", context)


def _request_or_404(pk: int) -> reading.RequestView:
    try:
        return reading.request_to_decide(pk)
    except JoinRequest.DoesNotExist:
        raise Http404(_("There is no such request.")) from None
