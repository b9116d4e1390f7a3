from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm, SignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from communities.agencies.models import Agency
from communities.kit.forms import UswdsFormMixin
from communities.kit.text import clean_source
from communities.tags.tagging import clean_tags

from .models import JoinRequest, Profile

TIME_ZONES = [
    ("", _("Choose a time zone")),
    ("America/New_York", _("Eastern")),
    ("America/Chicago", _("Central")),
    ("America/Denver", _("Mountain")),
    ("America/Phoenix", _("Arizona")),
    ("America/Boise", _("Mountain (Boise)")),
    ("America/Los_Angeles", _("Pacific")),
    ("America/Anchorage", _("Alaska")),
    ("Pacific/Honolulu", _("Hawaii")),
    ("America/Puerto_Rico", _("Atlantic (Puerto Rico)")),
    ("Pacific/Guam", _("Guam")),
    ("Pacific/Pago_Pago", _("Samoa")),
]


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


def clean_line(form: forms.BaseForm, name: str) -> str:
    """One line of visible text; raises what the field raises when nothing is left of it."""
    return form.fields[name].clean(" ".join(clean_source(form.cleaned_data[name]).split()))


class _AboutMeForm(UswdsFormMixin, forms.Form):
    name = forms.CharField(label=_("Your name"), help_text=_("As colleagues know you."), max_length=100)
    title = forms.CharField(label=_("Job title"), max_length=120)
    is_contractor = forms.BooleanField(label=_("I am a contractor"), required=False)

    def clean_name(self) -> str:
        return clean_line(self, "name")

    def clean_title(self) -> str:
        return clean_line(self, "title")


class WelcomeForm(_AboutMeForm):
    """Somebody from a known domain says who they are."""

    bureau = forms.ModelChoiceField(
        label=_("Bureau or office"),
        help_text=_("Leave it empty when yours is not in the list."),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("Not in the list"),
    )
    agree = forms.BooleanField(
        label=_("I will follow the guidelines, and I know that posts may be released under FOIA"),
        error_messages={"required": _("Please agree to the guidelines to join.")},
    )
    field_order = ["name", "title", "bureau", "is_contractor", "agree"]

    def __init__(self, *args, agency: Agency | None, **kwargs):
        super().__init__(*args, **kwargs)
        if agency:
            self.fields["bureau"].queryset = Agency.objects.filter(parent=agency)
        if not self.fields["bureau"].queryset.exists():
            del self.fields["bureau"]


class AskToJoinForm(_AboutMeForm):
    """Somebody from an unknown domain says who they are and who can vouch."""

    agency_name = forms.CharField(label=_("Agency"), max_length=250)
    explanation = forms.CharField(
        label=_("What you do there"),
        help_text=_("One or two sentences, and a link to the agency's own site if it has one."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )
    voucher = forms.EmailField(
        label=_("Address of a member who can vouch for you"),
        required=False,
        help_text=_("It helps, but is not needed."),
    )
    agree = forms.BooleanField(
        label=_("I will follow the guidelines, and I know that posts may be released under FOIA"),
        error_messages={"required": _("Please agree to the guidelines to join.")},
    )
    field_order = ["name", "title", "agency_name", "explanation", "voucher", "is_contractor", "agree"]


class DecisionForm(UswdsFormMixin, forms.ModelForm):
    """An administrator admits or declines, with a reason that the person reads."""

    class Meta:
        model = JoinRequest
        fields = ["reason"]
        help_texts = {"reason": _("The person reads this.")}
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True

    def clean(self):
        if self.data.get("decision") not in ("admit", "decline"):  # the two buttons
            raise forms.ValidationError(_("Choose whether to admit or to decline."))
        return super().clean()


class ProfileForm(UswdsFormMixin, forms.ModelForm):
    """What colleagues see of a member."""

    name = forms.CharField(label=_("Name"), max_length=100)
    expertise = forms.CharField(
        label=_("Expertise"),
        required=False,
        help_text=_("Up to five tags, separated by commas: captions, crisis communication."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=TIME_ZONES, required=False)
    field_order = [
        "name",
        "title",
        "bureau",
        "expertise",
        "ask_me_about",
        "looking_for",
        "city",
        "state",
        "time_zone",
    ]

    class Meta:
        model = Profile
        fields = ["title", "bureau", "city", "state", "time_zone", "ask_me_about", "looking_for"]
        help_texts = {
            "ask_me_about": _("What colleagues can come to you for, in a sentence."),
            "looking_for": _("What you would like to learn, or whom you would like to meet."),
            "state": _("Two letters, such as CO."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        profile = self.instance
        self.fields["bureau"].queryset = bureaus = (
            Agency.objects.filter(parent=profile.agency) if profile.agency else Agency.objects.none()
        )
        self.fields["bureau"].empty_label = _("Not in the list")
        if not bureaus:
            del self.fields["bureau"]
        self.initial["name"] = profile.person.name
        self.initial["expertise"] = ", ".join(tag.name for tag in profile.expertise.all())
        known = {value for value, label in TIME_ZONES}
        if profile.time_zone and profile.time_zone not in known:
            self.fields["time_zone"].choices = [*TIME_ZONES, (profile.time_zone, profile.time_zone)]

    def clean_name(self) -> str:
        return clean_line(self, "name")

    def clean_title(self) -> str:
        return clean_line(self, "title")

    def clean_expertise(self) -> list[str]:
        return clean_tags(self.cleaned_data["expertise"])

    def clean_state(self) -> str:
        return self.cleaned_data["state"].upper()
