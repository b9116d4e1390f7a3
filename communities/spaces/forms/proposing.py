from django import forms
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin
from communities.kit.text import clean_source
from communities.members.forms.lines import one_line
from communities.members.models import User

from ..models import Community
from .settings import free_name


class ProposalForm(UswdsFormMixin, forms.Form):
    """A member proposes a community."""

    name = forms.CharField(label=_("Name"), max_length=80)
    purpose = forms.CharField(
        label=_("Purpose"),
        help_text=_("In one sentence."),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
    )
    why = forms.CharField(
        label=_("Why it is needed, and who would join"),
        help_text=_("You would be its first lead."),
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_name(self) -> str:
        name = self.fields["name"].clean(one_line(self.cleaned_data["name"]))
        return free_name(name, among=Community.objects.visible_to(self.by))  # others are not told of

    def clean_purpose(self) -> str:
        return self.fields["purpose"].clean(one_line(self.cleaned_data["purpose"]))

    def clean_why(self) -> str:
        return clean_source(self.cleaned_data["why"])
