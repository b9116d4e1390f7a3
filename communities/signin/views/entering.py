"""Signing in: allauth's pages, with every way in on one."""

import json

from allauth.account.views import LoginView, RequestLoginCodeView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ..forms import PasswordSignInForm, SignInForm

TRY_AGAIN = 60  # seconds: no limit that ends here counts longer; see ACCOUNT_RATE_LIMITS


class SignIn(RequestLoginCodeView):
    """A code first, then a passkey, then a password. A link may bring the address along."""

    def get_initial(self):
        return {**super().get_initial(), "email": self.request.GET.get("email", "")}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "code_form": context["form"], "password_form": PasswordSignInForm()}


class PasswordSignIn(LoginView):
    """The same page, when a password was sent."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "code_form": SignInForm(), "password_form": context["form"]}


class FactorSignIn(AuthenticateView):
    """The second step: only the ways that the person has set up."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        types = Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True)
        has = set(types)
        return {
            **context,
            "has_passkey": Authenticator.Type.WEBAUTHN in has,
            "has_app": Authenticator.Type.TOTP in has,
            "options": json.dumps(context["js_data"]["request_options"]),
        }


def too_many_tries(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Somebody did something too often: the page says when to try again, the header says it to programs."""
    response = render(request, "429.html", {"minutes": TRY_AGAIN // 60}, status=429)
    response.headers["Retry-After"] = str(TRY_AGAIN)
    return response
