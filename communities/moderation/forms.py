from django import forms
from django.utils.translation import gettext_lazy as _

from communities.kit import text
from communities.kit.forms import UswdsFormMixin

from .models import Case, Decision, ReasonText, Report
from .rules import FITTING

NEEDS_REASON = {"required": _("Give a reason. The author reads it.")}


class HideForm(UswdsFormMixin, forms.Form):
    """Why a post is hidden."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "The author reads it, and it stays in the ledger. Name the guideline, and what would mend it."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=NEEDS_REASON,
    )


class ReportForm(UswdsFormMixin, forms.ModelForm):
    """What is wrong with a post."""

    class Meta:
        model = Report
        fields = ("worry", "note")
        widgets = {"worry": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"note": _("What should a moderator know? The author does not read it.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worry"].choices = Report._meta.get_field("worry").choices


class DecideForm(UswdsFormMixin, forms.Form):
    """How a case ends."""

    outcome = forms.ChoiceField(label=_("What happens with the post"), widget=forms.RadioSelect)
    notice = forms.ChoiceField(
        label=_("What its author gets"),
        choices=Decision.Notice,
        initial=Decision.Notice.NONE,
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(
        label=_("Days of a suspension"),
        help_text=_("Only for a suspension. Leave it empty for one without an end."),
        min_value=1,
        max_value=3650,
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "The author reads it, and it stays in the ledger. Say which guideline, and what to do now."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages=NEEDS_REASON,
    )

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        names = dict(Decision.Outcome.choices)
        self.fields["outcome"].choices = [(each, names[each]) for each in FITTING[Case.Kind(case.kind)]]
        if case.kind == Case.Kind.HELD or case.kind == Case.Kind.MENDED:
            self.fields["outcome"].choices[0] = (Decision.Outcome.KEEP, _("Publish the post"))
        if case.appeal_of_id:
            del self.fields["notice"], self.fields["days"]


class NoteForm(UswdsFormMixin, forms.Form):
    """A note for the others who keep order."""

    text = forms.CharField(
        label=_("Note for the others"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AppealForm(UswdsFormMixin, forms.Form):
    """Why a decision is wrong."""

    words = forms.CharField(
        label=_("Why the decision is wrong"),
        help_text=_("Somebody else than who decided reads it. You can appeal once."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class MendForm(UswdsFormMixin, forms.Form):
    """The words of a post that was returned."""

    source = forms.CharField(
        label=_("Your post"), max_length=text.LONGEST, widget=forms.Textarea(attrs={"rows": 10})
    )


class SpamForm(UswdsFormMixin, forms.Form):
    """Many reports at once, as spam."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, error_messages=NEEDS_REASON)


class ReasonTextForm(UswdsFormMixin, forms.ModelForm):
    """A text to begin a reason with."""

    class Meta:
        model = ReasonText
        fields = ("name", "text")


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
