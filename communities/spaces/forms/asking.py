from django import forms
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin
from communities.kit.text import clean_source


class AskForm(UswdsFormMixin, forms.Form):
    """The questions of a community, one field each, and whether its guidelines are agreed to."""

    def __init__(self, *args, questions: list[str], has_guidelines: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions):
            self.fields[f"answer_{number}"] = forms.CharField(
                label=question,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": _("Answer this question. A sentence is enough.")},
            )
        if has_guidelines:
            self.fields["agrees"] = forms.BooleanField(
                label=_("I have read the guidelines of this community and agree to them"),
                error_messages={"required": _("Tick this box to ask to join.")},
            )

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Each question with its answer, as they stand now."""
        given = self.cleaned_data
        return [(asked, clean_source(given[f"answer_{n}"])) for n, asked in enumerate(self.questions)]


class ReasonForm(UswdsFormMixin, forms.Form):
    """A decision with a reason that the person reads."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Write why. The person reads it.")},
    )

    def __init__(self, *args, needed: bool = True, hint: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed
        self.fields["reason"].help_text = hint or _("The person reads this.")

    def clean_reason(self) -> str:
        return clean_source(self.cleaned_data["reason"])
