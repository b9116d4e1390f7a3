from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.kit.forms import UswdsFormMixin
from communities.members import eligibility
from communities.members.models import User

from .. import rules
from ..inviting import open_addresses, sent_lately
from ..models import Community, Membership

MOST_LINES = 100


class InviteForm(UswdsFormMixin, forms.Form):
    """Several addresses, one on each line. Each bad line is named; nothing is sent until all are right."""

    emails = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy("One on each line, official addresses only."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
        max_length=10_000,
    )
    note = forms.CharField(
        label=gettext_lazy("A word from you"),
        help_text=gettext_lazy("Stands in the mail, under your name."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, community: Community, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.community, self.by = community, by

    def clean_emails(self) -> list[str]:
        lines = self.cleaned_data["emails"].splitlines()
        typed = {n: line.strip().lower() for n, line in enumerate(lines, 1) if line.strip()}
        if len(typed) > MOST_LINES:
            raise ValidationError(
                _("These are too many lines. Send at most %(most)d at once.") % {"most": MOST_LINES}
            )
        problems = self._problems(typed)
        if problems:
            raise ValidationError(problems)
        emails = list(dict.fromkeys(typed.values()))
        verdict = rules.may_send(sent_lately(self.by), len(emails))
        if not verdict:
            raise ValidationError(verdict.sentence)
        return emails

    def _problems(self, typed: dict[int, str]) -> list[str]:
        """What is wrong, line by line."""
        waiting = open_addresses(self.community)
        inside = set(
            Membership.objects.filter(
                community=self.community, person__email__in=set(typed.values())
            ).values_list("person__email", flat=True)
        )
        found = []
        for number, email in typed.items():
            for sentence in _problem(email, waiting, inside):
                found.append(_("Line %(number)d: %(sentence)s") % {"number": number, "sentence": sentence})
        return found


def _problem(email: str, waiting: set[str], inside: set[str]) -> list[str]:
    try:
        eligibility.check(email)
    except ValidationError as refused:
        return [_("“%(email)s” – %(why)s") % {"email": email, "why": why} for why in refused.messages]
    if email in waiting:
        return [
            _("%(email)s is invited already. You can send it again from the list below.") % {"email": email}
        ]
    if email in inside:
        return [_("%(email)s is a member of this community already.") % {"email": email}]
    return []
