"""The shape of what people type to sign in. Most of it is allauth's; the words and the look are ours."""

from hashlib import sha256
from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    SetPasswordForm,
    SignupForm,
)
from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByFactorForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.core.cache import cache
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin
from communities.kit.text import clean_source

from .confirming import is_code
from .encrypting import decrypt, encrypt

LONGEST_PASSWORD = 256
LONGEST_NAME = 60


def limit(field: forms.Field, length: int) -> None:
    """Refuse more than so many characters, in the browser and here."""
    field.validators.append(MaxLengthValidator(length))
    field.widget.attrs["maxlength"] = str(length)


class JoinForm(UswdsFormMixin, SignupForm):
    """The address to join with."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = _("Your government e-mail address")
        field.help_text = _("We send a code to it. Colleagues don't see it.")
        field.widget.attrs.pop("placeholder", None)


class SignInForm(UswdsFormMixin, RequestLoginCodeForm):
    """The address to send a sign-in code to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your e-mail address")
        self.fields["email"].widget.attrs.pop("placeholder", None)


class SignInCodeForm(UswdsFormMixin, ConfirmLoginCodeForm):
    """The code that was sent."""


class PasswordSignInForm(UswdsFormMixin, LoginForm):
    """An address and its password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].help_text = ""
        limit(self.fields["password"], LONGEST_PASSWORD)

    def _setup_password_field(self) -> None:
        """Keep the field: allauth takes it away where nobody gives a password when joining."""


class _NewPassword(UswdsFormMixin):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first, again = self.fields["password1"], self.fields["password2"]
        first.label, again.label = _("New password"), _("The same once more")
        first.help_text = _("At least 15 characters. A few words in a row are long and easy to remember.")
        for field in (first, again):
            limit(field, LONGEST_PASSWORD)


class NewPasswordForm(_NewPassword, SetPasswordForm):
    """A first password."""


class OtherPasswordForm(_NewPassword, ChangePasswordForm):
    """Another password. The page has made sure who it is, so that a forgotten one can be replaced."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["oldpassword"]


class ConfirmByPasswordForm(UswdsFormMixin, ReauthenticateForm):
    """The password, to make sure who it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        limit(self.fields["password"], LONGEST_PASSWORD)


class ConfirmByCodeForm(UswdsFormMixin, forms.Form):
    """A code that was mailed, to make sure who it is."""

    code = forms.CharField(
        label=_("Code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"})
    )

    def clean_code(self) -> str:
        if not is_code(context.request, self.cleaned_data["code"]):
            raise forms.ValidationError(_("This is not the code. Look at the newest mail from us."))
        return self.cleaned_data["code"]


class _FactorCode(UswdsFormMixin):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
        limit(self.fields["code"], 20)


class _OnceOnly(_FactorCode):
    """A code of the app counts once, for as long as it counts: allauth remembers it for one step only."""

    user: Any
    authenticator: Authenticator
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        typed = normalize_user_code(self.cleaned_data["code"])
        used = f"signin.used_code:{self.user.pk}:{sha256(typed.encode()).hexdigest()}"
        if cache.get(used) is None:
            code = super().clean_code()  # type: ignore[misc]
            lasts = mfa.TOTP_PERIOD * (2 * mfa.TOTP_TOLERANCE + 1)
            if self.authenticator.type != Authenticator.Type.TOTP or cache.add(used, True, lasts):
                return code
        raise get_adapter().validation_error("incorrect_code")


class FactorCodeForm(_OnceOnly, AuthenticateForm):
    """A code of the authenticator app, or a recovery code, to sign in."""


class ConfirmByFactorForm(_OnceOnly, ReauthenticateByFactorForm):
    """A code of the authenticator app, or a recovery code, to make sure who it is."""


class AppForm(_FactorCode, ActivateTOTPForm):
    """The first code of a new authenticator app.

    Its secret waits in the session, which is a row of the database: it is encrypted there too.
    """

    def __init__(self, *args, **kwargs):
        session = context.request.session
        if SECRET_SESSION_KEY in session:
            session[SECRET_SESSION_KEY] = decrypt(session[SECRET_SESSION_KEY])
        super().__init__(*args, **kwargs)
        session[SECRET_SESSION_KEY] = encrypt(self.secret)
        self.fields["code"].label = _("Code that the app shows")


class _PasskeyName(UswdsFormMixin):
    cleaned_data: dict[str, Any]
    initial: dict[str, Any]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("So that you know it again among several.")
        limit(self.fields["name"], LONGEST_NAME)

    def clean_name(self) -> str:
        """One line of visible text. Nothing is left of it: the name that was suggested."""
        return " ".join(clean_source(self.cleaned_data["name"]).split()) or self.initial["name"]


class PasskeyForm(_PasskeyName, AddWebAuthnForm):
    """A new passkey. Each can sign in by itself, so there is nothing to choose."""

    passwordless = None


class PasskeyNameForm(_PasskeyName, EditWebAuthnForm):
    """Another name for a passkey."""


class PasskeySignInForm(LoginWebAuthnForm):
    """What a passkey answered. Says the same whatever is wrong."""

    def clean_credential(self):
        try:
            return super().clean_credential()
        except forms.ValidationError:
            sentence = _("This passkey doesn't open an account here. Sign in with a code instead.")
            raise forms.ValidationError(sentence) from None


class ResetForm(UswdsFormMixin, forms.Form):
    """Why an administrator takes away somebody's second factor."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("How you made sure that it is them. It stays in the ledger."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )
