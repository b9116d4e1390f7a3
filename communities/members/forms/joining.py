from django import forms
from django.utils.translation import gettext_lazy as _

from communities.agencies.models import Agency
from communities.kit.forms import UswdsFormMixin

from ..models import JoinRequest
from .lines import clean_line


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
