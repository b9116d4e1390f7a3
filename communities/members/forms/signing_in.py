from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm, SignupForm
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin


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
