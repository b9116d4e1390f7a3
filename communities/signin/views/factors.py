"""Setting up and removing factors and passwords: allauth's pages, each behind a fresh proof of who it is."""

import json
from typing import Any

from allauth.account.views import PasswordChangeView, PasswordSetView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from communities.kit.permissions import require

from ..confirming import confirm, confirmed
from ..rules import may_remove_factor

private: list[Any] = [never_cache, confirmed]


class _Added:
    """After a factor was added, nobody is asked for it at once."""

    factor: str

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)  # type: ignore[misc]
        confirm(self.request, "mfa", type=self.factor)  # type: ignore[attr-defined]
        return response

    def get_success_url(self) -> str:
        made = self.did_generate_recovery_codes  # type: ignore[attr-defined]
        return reverse("mfa_view_recovery_codes" if made else "signing_in")


@method_decorator(private, name="dispatch")
class AppAdd(_Added, totp.ActivateTOTPView):
    factor = Authenticator.Type.TOTP


@method_decorator(private, name="dispatch")
class AppRemove(totp.DeactivateTOTPView):
    success_url = reverse_lazy("signing_in")


@method_decorator(private, name="dispatch")
class PasskeyAdd(_Added, webauthn.AddWebAuthnView):
    factor = Authenticator.Type.WEBAUTHN

    def get_context_data(self, **kwargs):
        """Ask the device for a key that it finds by itself later, and that it opens for its owner only."""
        context = super().get_context_data(**kwargs)
        options = begin_registration(self.request.user, passwordless=True)
        return {**context, "options": json.dumps(options)}


class PasskeyConfirm(webauthn.ReauthenticateWebAuthnView):
    """Prove by a passkey that it is me."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "options": json.dumps(context["js_data"]["request_options"])}

    def form_invalid(self, form) -> HttpResponse:
        messages.error(self.request, _("This passkey doesn't belong to your account. Try another way."))
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))


@method_decorator(private, name="dispatch")
class PasskeyRemove(webauthn.RemoveWebAuthnView):
    success_url = reverse_lazy("signing_in")

    def get_object(self, queryset=None):
        passkey = super().get_object(queryset)
        require(may_remove_factor(self.request.user, passkey))
        return passkey


@method_decorator(private, name="dispatch")
class PasskeyRename(webauthn.EditWebAuthnView):
    success_url = reverse_lazy("signing_in")


@method_decorator(private, name="dispatch")
class CodesView(codes.ViewRecoveryCodesView):
    """The recovery codes."""


@method_decorator(private, name="dispatch")
class CodesMake(codes.GenerateRecoveryCodesView):
    """New recovery codes instead of the old."""


@method_decorator(private, name="dispatch")
class PasswordSet(PasswordSetView):
    """A first password."""


@method_decorator(private, name="dispatch")
class PasswordChange(PasswordChangeView):
    """Another password; who forgot the old one signs in by a code and sets a new one here."""
