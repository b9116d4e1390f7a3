from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import eligibility, welcoming
from ..access import Request
from ..forms.joining import AskToJoinForm, MendRequestForm, WelcomeForm, said_in
from ..models import Standing, User
from ..reading import requests
from ..reading.terms import all_in_force


def member_welcome(request: Request) -> HttpResponse:
    """The step after the code: say who you are. Who was declined may come here once more, later."""
    user = request.user
    if not user.is_authenticated:
        return redirect("account_signup")
    stands = requests.stand(user) if user.standing == Standing.DECLINED else None
    if user.standing != Standing.ARRIVING and not (stands and stands.may_ask_again):
        return redirect(_next(request) if request.person else "member_waiting")
    eligible = _eligible_or_403(user)
    terms = list(all_in_force())
    form = _welcome_form(request, eligible, terms, stands)
    if request.method == "POST" and form.is_valid():
        return _welcomed(request, form)
    context = {"form": form, "eligible": eligible, "known": eligible.known, "domain": eligible.domain}
    context |= {"next": _next(request), "terms": terms, "again": stands}
    context["invited_by"] = welcoming.inviter_of(user) if isinstance(form, AskToJoinForm) else None
    return render(request, "members/member_welcome.html", context)


def _eligible_or_403(user: User) -> eligibility.Eligible:
    """Whether the address may still join: it may have been given by an administrator, or long ago."""
    try:
        return eligibility.of(user)
    except ValidationError as refused:
        raise PermissionDenied(" ".join(refused.messages)) from None


def _welcome_form(request: Request, eligible: eligibility.Eligible, terms: list, stands):
    """The form for a known domain, or the one that asks; who was declined always asks."""
    data = request.POST or None
    keys = [shown.pk for shown in terms]
    if stands or not eligible.at_once:
        inviter = welcoming.inviter_of(request.user)
        initial = said_in(stands.asked) if stands else None
        return AskToJoinForm(data, terms=keys, person=request.user, invited_by=inviter, initial=initial)
    known = eligible.known
    initial = {"bureau": known.suggested_bureau if known else None}
    return WelcomeForm(data, terms=keys, agency=known.agency if known else None, initial=initial)


def _welcomed(request: Request, form) -> HttpResponse:
    if isinstance(form, AskToJoinForm):
        welcoming.ask_to_join(request.user, going_to=_next(request)[:500], **form.said())
        return redirect("member_waiting")
    welcoming.join(request.user, **form.said())
    messages.success(request, _("Welcome. You are a member now."))
    return redirect(_next(request))


def _next(request: Request) -> str:
    """Where the person was going, when that is a page of this site; home otherwise."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"


def member_waiting(request: Request) -> HttpResponse:
    """Where somebody stands who has asked to join."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if request.user.standing == Standing.ARRIVING:
        return redirect("member_welcome")
    view = None if request.person else requests.stand(request.user)
    if view is None:
        return redirect("/")
    return render(request, "members/member_waiting.html", {"view": view, "asked": view.asked})


def join_request_mend(request: Request) -> HttpResponse:
    """Change what one wrote while it waits."""
    view = _waiting(request)
    if view is None:
        return redirect("member_waiting")
    form = MendRequestForm(request.POST or None, request=view.asked)
    if request.method == "POST" and form.is_valid():
        welcoming.mend_request(view.asked, by=request.user, **form.said())
        messages.success(request, _("Your request is changed."))
        return redirect("member_waiting")
    return render(request, "members/join_request_mend.html", {"form": form, "asked": view.asked})


@require_POST
def join_request_withdraw(request: Request) -> HttpResponse:
    """Take the request back and sign out."""
    view = _waiting(request)
    if view is None:
        return redirect("member_waiting")
    welcoming.withdraw_request(view.asked, by=request.user)
    logout(request)
    messages.success(request, _("Your request is withdrawn. Sign in again to ask anew."))
    return redirect("/")


def _waiting(request: Request) -> requests.StandView | None:
    """Where somebody stands who waits; None for everybody else."""
    user = request.user
    return requests.stand(user) if user.is_authenticated and user.standing == Standing.WAITING else None
