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
