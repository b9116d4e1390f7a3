from django import forms
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin


class HideForm(UswdsFormMixin, forms.Form):
    """Why a post is hidden."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "The author reads it, and it stays in the ledger. Name the guideline, and what would mend it."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give a reason. The author reads it.")},
    )


class ReleaseForm(UswdsFormMixin, forms.Form):
    """The words of a post that waits, as a moderator publishes them."""

    body = forms.CharField(
        label=_("Text"),
        help_text=_("Publish it as it is, or mend it first. Its author is told, and both texts are kept."),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": _("Nothing is left of the text. Leave something, or hide the post.")},
    )
    read_source = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
