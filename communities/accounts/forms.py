from django import forms
from django.utils.translation import gettext_lazy as _

from communities.agencies.models import Agency
from communities.kit.forms import UswdsFormMixin
from communities.members.models import User

from .changing import check_new_address
from .reading import bureaus_of


def _works_as(label) -> forms.TypedChoiceField:
    """Employee or contractor: asked, never guessed."""
    return forms.TypedChoiceField(
        label=label,
        choices=[(False, _("Employee of the agency")), (True, _("Contractor"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )


class AddressForm(UswdsFormMixin, forms.Form):
    """Another address to sign in with."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        help_text=_("Your own official address, not one that you share with colleagues."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    is_contractor = _works_as(_("There you work as"))

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_email(self) -> str:
        return check_new_address(self.person, self.cleaned_data["email"])


class CodeForm(UswdsFormMixin, forms.Form):
    """The code that was mailed to the new address."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


class PlaceForm(UswdsFormMixin, forms.Form):
    """Bureau, and contractor or employee, within one's agency."""

    bureau = forms.ModelChoiceField(
        label=_("Bureau or office"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("Not in the list"),
    )
    is_contractor = _works_as(_("You work as"))

    def __init__(self, *args, agency: Agency | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bureau"].queryset = bureaus = bureaus_of(agency)
        if not bureaus.exists():
            del self.fields["bureau"]


class CloseForm(UswdsFormMixin, forms.Form):
    """That somebody really wants to close their account."""

    sure = forms.BooleanField(
        label=_("Yes, close my account. I know that it can’t be opened again."),
        error_messages={"required": _("Tick this box to close your account.")},
    )


class CloseForForm(UswdsFormMixin, forms.Form):
    """Why an administrator closes somebody's account."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays in the ledger. Don’t name the person."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
    )
    sure = forms.BooleanField(
        label=_("Yes, close this account. I know that it can’t be opened again."),
        error_messages={"required": _("Tick this box to close the account.")},
    )
