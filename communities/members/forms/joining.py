from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.agencies.models import Agency
from communities.kit.forms import UswdsFormMixin

from .. import rules
from ..models import JoinRequest, User
from .lines import clean_line


class _AboutMeForm(UswdsFormMixin, forms.Form):
    """Name, job title, employee or contractor."""

    WORKS_AS = [("employee", _("Employee of the agency")), ("contractor", _("Contractor"))]

    name = forms.CharField(label=_("Your name"), help_text=_("As colleagues know you."), max_length=100)
    title = forms.CharField(label=_("Job title"), max_length=120)
    works_as = forms.ChoiceField(
        label=_("You work as"),
        choices=WORKS_AS,
        widget=forms.RadioSelect,
        help_text=_("Colleagues see it beside your name when you are a contractor."),
    )

    def clean_name(self) -> str:
        return clean_line(self, "name")

    def clean_title(self) -> str:
        return clean_line(self, "title")

    def said(self) -> dict[str, Any]:
        """What was said, in the words of the verbs."""
        said = dict(self.cleaned_data)
        said["is_contractor"] = said.pop("works_as") == "contractor"
        return said


class _AgreeingForm(_AboutMeForm):
    """Besides, the terms that they were shown and agree to."""

    agree = forms.BooleanField(
        label=_("I will follow the guidelines, and I have read the privacy and records notices"),
        error_messages={"required": _("Please agree to the guidelines to join.")},
    )
    agreed_to = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, terms: list[int], **kwargs):
        kwargs["initial"] = {**(kwargs.get("initial") or {}), "agreed_to": ",".join(map(str, terms))}
        super().__init__(*args, **kwargs)

    def said(self) -> dict[str, Any]:
        said = super().said()
        said.pop("agree")
        shown = [int(key) for key in said.pop("agreed_to").split(",") if key.isdecimal()]
        return {**said, "agreed_to": shown or None}


class WelcomeForm(_AgreeingForm):
    """Somebody from a known domain says who they are."""

    bureau = forms.ModelChoiceField(
        label=_("Bureau or office"),
        help_text=_("Leave it empty when yours is not in the list."),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("Not in the list"),
    )
    field_order = ["name", "title", "bureau", "works_as", "agree"]

    def __init__(self, *args, agency: Agency | None, **kwargs):
        super().__init__(*args, **kwargs)
        if agency:
            self.fields["bureau"].queryset = Agency.objects.filter(parent=agency, merged_into=None)
        if not self.fields["bureau"].queryset.exists():
            del self.fields["bureau"]


class _AboutMyAgencyForm(_AboutMeForm):
    """What somebody from an unknown domain says besides: the agency, their work, who can vouch."""

    agency_name = forms.CharField(label=_("Agency"), max_length=250)
    explanation = forms.CharField(
        label=_("What you do there"),
        help_text=_("One or two sentences, and a link to the agency's own site if it has one."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )
    voucher = forms.EmailField(
        label=_("E-mail address of a member who knows you"),
        required=False,
        help_text=_("We ask them whether they do. It helps, but is not needed."),
    )

    def __init__(self, *args, person: User, invited_by: User | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        if invited_by:
            del self.fields["voucher"]

    def clean_agency_name(self) -> str:
        return clean_line(self, "agency_name")

    def clean_voucher(self) -> str:
        voucher = self.cleaned_data["voucher"].lower()
        if voucher == self.person.email.lower():
            raise forms.ValidationError(_("This is your own address. Name somebody else, or leave it empty."))
        return voucher


class AskToJoinForm(_AgreeingForm, _AboutMyAgencyForm):
    """Somebody from an unknown domain says who they are and who can vouch."""

    field_order = ["name", "title", "agency_name", "explanation", "voucher", "works_as", "agree"]


class MendRequestForm(_AboutMyAgencyForm):
    """Somebody changes what they said while it waits."""

    field_order = ["name", "title", "agency_name", "explanation", "voucher", "works_as"]

    def __init__(self, *args, request: JoinRequest, **kwargs):
        super().__init__(*args, person=request.person, initial=said_in(request), **kwargs)
        self.request = request
        if request.vouching == JoinRequest.Vouching.VOUCHED and not request.voucher:
            del self.fields["voucher"]  # they were invited

    def clean_voucher(self) -> str:
        voucher = super().clean_voucher()
        verdict = rules.may_name_voucher(self.request)
        if voucher != self.request.voucher and not verdict:
            raise forms.ValidationError(verdict.sentence)
        return voucher


def said_in(request: JoinRequest) -> dict[str, Any]:
    """What a request says, as the first values of a form."""
    profile = request.person.profile
    return {
        "name": request.person.name,
        "title": profile.title,
        "works_as": "contractor" if profile.is_contractor else "employee",
        "agency_name": request.agency_name,
        "explanation": request.explanation,
        "voucher": request.voucher,
    }
