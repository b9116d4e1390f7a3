from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin
from communities.kit.text import clean_source

from ..models import Guidelines


class GuidelinesForm(UswdsFormMixin, forms.Form):
    """A new version, from the words in force."""

    text = forms.CharField(
        label=_("Guidelines"),
        help_text=_("Markdown. Short sentences that say what to do are read."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    changes = forms.CharField(
        label=_("What changed"),
        help_text=_("In a sentence. Members read it."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    asks_again = forms.BooleanField(
        label=_("Ask members to agree anew before they write again"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)  # that it started from; 0 for none

    def __init__(self, *args, current: Guidelines | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.current = current
        self.initial["version"] = current.version if current else 0
        self.initial["text"] = current.text if current else ""
        if current is None:
            del self.fields["changes"], self.fields["asks_again"]

    def clean_text(self) -> str:
        text = clean_source(self.cleaned_data["text"])
        if self.current and text == clean_source(self.current.text):
            raise ValidationError(_("This is what is in force already. Change it, or leave it."))
        return text
