from django import forms

from communities.kit.forms import UswdsFormMixin

from .models import Pace, Subject
from .reading import MailChoices


class MailForm(UswdsFormMixin, forms.Form):
    """What a member is told by e-mail: for each subject, when."""

    def __init__(self, *args, choices: MailChoices, **kwargs):
        super().__init__(*args, **kwargs)
        for subject in Subject:
            pace = choices.paces[subject] if choices.by_mail else Pace.NEVER
            self.fields[subject.value] = forms.ChoiceField(
                label=subject.label, choices=Pace, initial=pace, widget=forms.RadioSelect
            )
