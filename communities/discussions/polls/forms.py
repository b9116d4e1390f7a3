"""The forms of polls."""

from datetime import datetime, time, tzinfo

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin
from communities.screening.forms import ScreenedFormMixin

from ..models import Poll
from .polling import clean_options


class PollForm(UswdsFormMixin, ScreenedFormMixin, forms.Form):
    """A new poll. `zone` is the time zone of who makes it: its day ends there at midnight."""

    question = forms.CharField(label=_("Question"), max_length=200)
    options = forms.CharField(
        label=_("Options"),
        help_text=_("One on each line, from two to ten."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    is_multiple = forms.BooleanField(label=_("Several may be chosen"), required=False)
    closes_on = forms.DateField(
        label=_("Closes on"),
        help_text=_("At the end of this day, by your time zone. Without a day, you close it yourself."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    screened, titles = ("question", "options"), ("question",)

    def __init__(self, *args, zone: tzinfo, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean_options(self) -> list[str]:
        return clean_options(self.cleaned_data["options"].splitlines())

    def clean_closes_on(self) -> datetime | None:
        """The last moment of the day, where the member is."""
        day = self.cleaned_data["closes_on"]
        if day is None:
            return None
        if day < timezone.localdate(timezone=self.zone):
            raise forms.ValidationError(_("Choose today or a later day."))
        return timezone.make_aware(datetime.combine(day, time.max), self.zone)


class VoteForm(UswdsFormMixin, forms.Form):
    """One option, or several where the poll allows it."""

    def __init__(self, *args, poll: Poll, **kwargs):
        super().__init__(*args, **kwargs)
        kind, widget = (
            (forms.TypedMultipleChoiceField, forms.CheckboxSelectMultiple)
            if poll.is_multiple
            else (forms.TypedChoiceField, forms.RadioSelect)
        )
        self.fields["choices"] = kind(
            label=_("Choose one or more") if poll.is_multiple else _("Choose one"),
            choices=list(enumerate(poll.options)),
            coerce=int,
            widget=widget(attrs={"class": "usa-checkbox__input" if poll.is_multiple else "usa-radio__input"}),
            error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of the options.")),
        )

    def clean_choices(self) -> list[int]:
        chosen = self.cleaned_data["choices"]
        if isinstance(chosen, list):
            return chosen
        if (
            isinstance(self.data, MultiValueDict) and len(self.data.getlist("choices")) > 1
        ):  # of these the field took the last
            raise forms.ValidationError(_("Choose one option only."))
        return [chosen]
