from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from communities.agencies.models import Agency
from communities.kit.access import administrator_required, member_required
from communities.kit.paging import page_number

from . import eligibility, reading, welcoming
from .editing import edit_profile
from .forms import AskToJoinForm, DecisionForm, ProfileForm, WelcomeForm
from .models import JoinRequest, Standing, User


@member_required
def member_list(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    page = reading.directory(request.person, text=text, number=page_number(request.GET.get("page")))
    return render(request, "members/member_list.html", {"page": page, "text": text, "section": "people"})


@member_required
def member_detail(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        profile = reading.profile(request.person, slug)
    except User.DoesNotExist:
        raise Http404 from None
    return render(request, "members/member_detail.html", {"view": profile, "section": "people"})


@member_required
def profile_edit(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.person.profile)
    if request.method == "POST" and form.is_valid():
        edit_profile(request.person, by=request.person, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect(request.person)
    return render(request, "members/profile_edit.html", {"form": form, "section": "people"})


def member_welcome(request: HttpRequest) -> HttpResponse:
    """The step after the code: say who you are."""
    if not request.user.is_authenticated:
        return redirect("account_signup")
    if request.user.standing != Standing.ARRIVING:
        return redirect(_next(request) if request.person else "member_waiting")
    eligible = eligibility.check(request.user.email)
    form = _welcome_form(request, eligible)
    if request.method == "POST" and form.is_valid():
        return _welcomed(request, form, eligible)
    context = {"form": form, "known": eligible.known, "domain": eligible.domain, "next": _next(request)}
    return render(request, "members/member_welcome.html", context)


def _welcome_form(request: HttpRequest, eligible: eligibility.Eligible):
    data = request.POST or None
    if eligible.known is None:
        return AskToJoinForm(data)
    initial = {"bureau": eligible.known.suggested_bureau}
    return WelcomeForm(data, agency=eligible.known.agency, initial=initial)


def _welcomed(request: HttpRequest, form, eligible: eligibility.Eligible) -> HttpResponse:
    said = {key: value for key, value in form.cleaned_data.items() if key != "agree"}
    if eligible.known is None:
        welcoming.ask_to_join(request.user, **said)
        return redirect("member_waiting")
    welcoming.join(request.user, **said)
    messages.success(request, _("Welcome. You are a member now."))
    return redirect(_next(request))


def _next(request: HttpRequest) -> str:
    """Where the person was going, when that is a page of this site; home otherwise."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"


def member_waiting(request: HttpRequest) -> HttpResponse:
    """Where somebody stands who has asked to join."""
    if not request.user.is_authenticated or request.user.standing == Standing.ARRIVING:
        return redirect("member_welcome")
    if request.person:
        return redirect("/")
    asked = get_object_or_404(JoinRequest, person=request.user)
    return render(request, "members/member_waiting.html", {"asked": asked})


@administrator_required
def join_request_list(request: HttpRequest) -> HttpResponse:
    context = {"waiting": reading.waiting_requests(), "decided": reading.recent_decisions(), "section": "people"}
    return render(request, "members/join_request_list.html", context)


@administrator_required
def join_request_decide(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(JoinRequest.objects.select_related("person__profile", "decided_by"), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        admit = request.POST.get("decision") == "admit"
        agency = Agency.objects.filter(name__iexact=asked.agency_name).first() if admit else None
        welcoming.decide(asked, by=request.person, admit=admit, reason=form.cleaned_data["reason"], agency=agency)
        messages.success(request, _("The decision is recorded, and %(name)s can read it.") % {"name": asked.person})
        return redirect("join_request_list")
    return render(request, "members/join_request_decide.html", {"asked": asked, "form": form, "section": "people"})
