"""What django-allauth asks us."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.ledger.recording import record
from communities.members import eligibility
from communities.members.affiliating import confirm_address

from . import encrypting, rules, staying
from .confirming import BY_CODE, CONFIRM_BY_CODE, is_confirmed
from .devices import describe
from .ending import end_other_sessions
from .sso.provider import is_only_way

OUR_SITE = {"name": settings.SITE_NAME, "domain": settings.BASE_URL.partition("//")[2].strip("/")}

# allauth mails somebody of each change to how they sign in; the ledger keeps the same.
CHANGES: dict[str, Callable[[Any], object]] = {
    "account/email/password_set": lambda user: record("member.password_set", by=user, on=user),
    "account/email/password_changed": lambda user: record("member.password_set", by=user, on=user),
    "account/email/password_removed": lambda user: record("member.password_removed", by=user, on=user),
    "mfa/email/totp_activated": lambda user: record("member.factor_added", by=user, on=user, factor="app"),
    "mfa/email/totp_deactivated": lambda user: record(
        "member.factor_removed", by=user, on=user, factor="app"
    ),
    "mfa/email/webauthn_added": lambda user: record(
        "member.factor_added", by=user, on=user, factor="passkey"
    ),
    "mfa/email/webauthn_removed": lambda user: record(
        "member.factor_removed", by=user, on=user, factor="passkey"
    ),
    "mfa/email/recovery_codes_generated": lambda user: record("member.recovery_codes_made", by=user, on=user),
}


class AccountAdapter(DefaultAccountAdapter):
    """Who may have an account, what is mailed about it, and when somebody must prove again who they are."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": _("This is not the code. Look at the newest mail from us."),
        "incorrect_password": _("This is not your password."),
        "email_password_mismatch": _("The address and the password don’t belong together."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
    }

    def clean_email(self, email: str) -> str:
        """Restrict addresses, for sign-up and for adding an address alike."""
        email = super().clean_email(email.strip().rstrip("."))
        eligibility.check(email)
        return email.lower()

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Let mails name the site as its pages do."""
        super().send_mail(template_prefix, email, {**context, "current_site": OUR_SITE})

    def render_mail(self, template_prefix, email, context, headers=None) -> EmailMessage:
        headers = {"Auto-Submitted": "auto-generated", **(headers or {})}
        return super().render_mail(template_prefix, email, context, headers)

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """Mail somebody that how they sign in has changed, and write it into the ledger."""
        if template_prefix in CHANGES:
            CHANGES[template_prefix](user)
        device = describe(self.get_http_user_agent(self.request))
        super().send_notification_mail(template_prefix, user, {"device": device, **(context or {})}, email)

    def login(self, request: HttpRequest, user) -> None:
        super().login(request, user)
        staying.begin(request.session)
        if any(each["method"] == BY_CODE for each in get_authentication_records(request, user)):
            confirm_address(user)

    def get_login_stages(self) -> list[str]:
        """Signing in goes by allauth's stages, but that two factors given at the provider are enough."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "communities.signin.sso.stages.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def set_password(self, user, password: str) -> None:
        """A new password ends the sessions elsewhere: it may be new because somebody knew the old one."""
        super().set_password(user, password)
        end_other_sessions(user, keep=self.request.session.session_key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("signing_in")

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Whether to ask again who it is: not shortly after somebody proved it."""
        return not is_confirmed(self.request)

    def get_reauthentication_methods(self, user) -> list[dict]:
        """By a factor where there is one; otherwise by a code that is mailed, or the password."""
        found = super().get_reauthentication_methods(user)
        if is_only_way():
            found = [method for method in found if method["id"] != "reauthenticate"]  # by a password
        factors = [method for method in found if method["id"].startswith("mfa_")]
        by_code = {"id": "code", "description": _("Use a code by e-mail"), "url": reverse(CONFIRM_BY_CODE)}
        return factors or ([by_code, *found] if user.is_authenticated else [])


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted, and a role keeps its last one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This is not the code. Each one works for half a minute and once: try the newest."
        ),
        "cannot_delete_authenticator": _(
            "Your role needs a second factor. Add another one first, then remove this one."
        ),
        "cannot_generate_recovery_codes": _("Add a passkey or an authenticator app first."),
    }

    def encrypt(self, text: str) -> str:
        return encrypting.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encrypting.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator) -> bool:
        return bool(rules.may_remove_factor(context.request.user, authenticator))

    def generate_authenticator_name(self, user, type) -> str:
        """Name a new passkey after the device that it is made on."""
        return describe(context.request.headers.get("User-Agent", ""))

    def _get_site_name(self) -> str:
        return settings.SITE_NAME
