"""Off to the provider, back from it, and out again."""

import logging
import time
from dataclasses import asdict

from allauth.account.adapter import get_adapter
from allauth.account.views import LogoutView
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from communities.kit.permissions import Refused

from ..views.entering import too_many_tries
from . import binding, choosing, entering, fetching, leaving, starting
from .checking import Identity, identity
from .failures import Kind, SignInFailed
from .forms import AddressForm
from .provider import Provider, is_only_way, provider_or_404

logger = logging.getLogger(__name__)
PENDING = "sso.pending"  # somebody who has to choose an address
PENDING_LIFE = 10 * 60  # seconds
NOT_NOW = ("temporarily_unavailable", "server_error")


@never_cache
@require_http_methods(["GET", "POST"])
def sso_start(request: HttpRequest) -> HttpResponse:
    """The one button, and what it does."""
    provider = provider_or_404()
    wanted = _wanted(request)
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(wanted)
        context = {"provider": provider, "wanted": wanted, "is_only_way": is_only_way()}
        return render(request, "signin/sso_start.html", context)
    if not ratelimit.consume(request, action="login"):
        return too_many_tries(request)
    try:
        return HttpResponseRedirect(starting.start(request, provider, wanted=wanted))
    except SignInFailed as failure:
        return _failed(request, provider, failure, wanted)


@never_cache
@require_GET
def sso_callback(request: HttpRequest) -> HttpResponse:
    """Somebody comes back from the provider."""
    provider = provider_or_404()
    wanted = "/"
    try:
        started = starting.recall(request, request.GET.get("state", ""))
        wanted = started.wanted
        return _go_on(request, provider, _who(request, provider, started), wanted)
    except SignInFailed as failure:
        return _failed(request, provider, failure, wanted)


def _who(request: HttpRequest, provider: Provider, started: starting.Started) -> Identity:
    if request.GET.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise SignInFailed(Kind.ANSWER, "another issuer answered")
    error, code = request.GET.get("error", ""), request.GET.get("code", "")
    if error == "access_denied":
        raise SignInFailed(Kind.CANCELLED, "access_denied")
    if error or not code:
        kind = Kind.DOWN if error in NOT_NOW else Kind.ANSWER
        raise SignInFailed(kind, f"the provider answered {fetching.plain(error)}")
    answer = fetching.tokens(provider, code=code, verifier=started.verifier, came_to=starting.came_to())
    return identity(provider, answer, started, code=code)


def _go_on(request: HttpRequest, provider: Provider, who: Identity, wanted: str) -> HttpResponse:
    """Open the account that this person has, or find out which it is."""
    if person := binding.bound_to(who):
        return entering.enter(request, person, who, wanted=wanted)
    addresses = choosing.choices(who.addresses)
    if len(addresses) > 1:
        request.session[PENDING] = {"who": asdict(who), "wanted": wanted, "at": time.time()}
        return redirect("sso_choose")
    return _bind(request, provider, who, addresses[0], wanted)


def _bind(request: HttpRequest, provider: Provider, who: Identity, address: str, wanted: str) -> HttpResponse:
    try:
        person, is_new = binding.bind(who, address)
    except Refused as refused:
        raise SignInFailed(Kind.REFUSED, "the account is somebody else's", [str(refused)]) from refused
    response = entering.enter(request, person, who, wanted=wanted)
    if not is_new:
        get_adapter().send_notification_mail("account/email/sso_bound", person, {"provider": provider.name})
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def sso_choose(request: HttpRequest) -> HttpResponse:
    """Which of several addresses of theirs somebody uses here."""
    provider = provider_or_404()
    pending = request.session.get(PENDING)
    if not pending or time.time() - pending["at"] > PENDING_LIFE:
        return redirect("sso_start")
    who = Identity(**{**pending["who"], "addresses": tuple(pending["who"]["addresses"])})
    try:
        form = AddressForm(request.POST or None, addresses=choosing.choices(who.addresses))
        if request.method == "POST" and form.is_valid():
            del request.session[PENDING]
            return _bind(request, provider, who, form.cleaned_data["address"], pending["wanted"])
    except SignInFailed as failure:
        return _failed(request, provider, failure, pending["wanted"])
    return render(request, "signin/sso_choose.html", {"form": form, "provider": provider})


@never_cache
@require_GET
def sso_ended(request: HttpRequest) -> HttpResponse:
    """Somebody comes back from signing out at the provider."""
    provider = provider_or_404()
    wanted = leaving.arrive(request, request.GET.get("state", ""))
    if wanted:
        messages.success(request, _("You are signed out here and at %(name)s.") % {"name": provider.name})
    return redirect(wanted or "/")


class SignOut(LogoutView):
    """Sign out here, and at the provider if the session began there."""

    def post(self, *args, **kwargs) -> HttpResponse:
        provider = leaving.provider_to_leave(self.request)
        if provider is None:
            return super().post(*args, **kwargs)
        wanted = self.get_redirect_url()
        self.logout()
        try:
            return HttpResponseRedirect(leaving.leave(self.request, provider, wanted=wanted) or wanted)
        except SignInFailed as failure:
            _log(failure)
            words = _("%(name)s can't be reached. Close your browser to end your session there.")
            messages.warning(self.request, words % {"name": provider.name})
            return redirect(wanted)


def _wanted(request: HttpRequest) -> str:
    """Where the person was going, when that is a page of this site; home otherwise."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else "/"


def _failed(request: HttpRequest, provider: Provider, failure: SignInFailed, wanted: str) -> HttpResponse:
    """The page that says what went wrong and how to go on."""
    _log(failure)
    context = {
        "kind": failure.kind.word,
        "sentences": failure.sentences,
        "provider": provider,
        "wanted": wanted,
        "is_only_way": is_only_way(),
    }
    response = render(request, "signin/sso_failed.html", context, status=failure.kind.status)
    if failure.kind is Kind.DOWN:
        response.headers["Retry-After"] = "60"
    return response


def _log(failure: SignInFailed) -> None:
    logger.warning("Single sign-on ended (%s): %s", failure.kind.word, failure.why)
