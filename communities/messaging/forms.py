from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin
from communities.kit.text import clean_source
from communities.members.forms.lines import LineField
from communities.screening.forms import ScreenedFormMixin


class MessageForm(UswdsFormMixin, ScreenedFormMixin, forms.Form):
    """A message to a member."""

    subject = LineField(label=_("Subject"), max_length=150)
    text = forms.CharField(
        label=_("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write something first.")},
    )  # fmt: skip
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    screened = ("subject", "text")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid4

    def clean_text(self) -> str:
        text = clean_source(self.cleaned_data["text"])
        if not text:
            raise ValidationError(self.fields["text"].error_messages["required"])
        return text
