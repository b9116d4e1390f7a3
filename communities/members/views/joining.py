from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from .. import eligibility, welcoming
from ..access import Request
from ..forms.joining import AskToJoinForm, WelcomeForm
from ..models import JoinRequest, Standing, User


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
