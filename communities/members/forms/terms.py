from django import forms
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin
from communities.kit.text import clean_source, render

from ..models import Terms


class NewTermsForm(UswdsFormMixin, forms.Form):
    """A new version of the guidelines or notices."""

    text = forms.CharField(
        label=_("Text"),
        help_text=_("Markdown."),
        widget=forms.Textarea(attrs={"rows": 20}),
        max_length=20_000,
    )
    changes = forms.CharField(
        label=_("What changed"),
        help_text=_("One or two sentences. Every member reads them before they agree."),
        max_length=300,
    )

    def __init__(self, *args, current: Terms | None, **kwargs):
        super().__init__(*args, initial={"text": current.text if current else ""}, **kwargs)
        self.current = current
        self.fields["changes"].required = current is not None

    def clean_text(self) -> str:
        source = clean_source(self.cleaned_data["text"])
        if self.current and source == self.current.text:
            raise forms.ValidationError(_("This is the text that is in force already. Change it first."))
        if problems := render(source).problems:
            raise forms.ValidationError(problems)
        return source
