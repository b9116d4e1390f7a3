from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communities.agencies.matching import is_too_wide, suffixes
from communities.agencies.models import Agency, Level
from communities.agencies.reading import agencies_named
from communities.kit.forms import UswdsFormMixin

from ..models import JoinRequest
from ..places import STATES
from .lines import clean_line

NEW = "new"


class DecisionForm(UswdsFormMixin, forms.Form):
    """An administrator admits to an agency or declines, with a reason that the person reads.

    Without a script too: the button “Find” shows other agencies and keeps what is typed.
    """

    find = forms.CharField(label=_("Find the agency"), required=False, max_length=250)
    agency = forms.ChoiceField(
        label=_("Agency"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the agency that this person works for, or describe a new one."),
            "invalid_choice": _("Choose an agency of this list. What you look for has changed it."),
        },
    )
    new_name = forms.CharField(label=_("Name of the new agency"), max_length=250, required=False)
    new_level = forms.ChoiceField(label=_("Level of government"), required=False)
    new_state = forms.ChoiceField(label=_("State or territory"), required=False)
    domain = forms.ChoiceField(label=_("People with other addresses there"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person reads this, in the mail and on their page."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

    def __init__(self, data=None, *, asked: JoinRequest, **kwargs):
        super().__init__(data, **kwargs)
        self.asked = asked
        words = (data.get("find") if data else None) or asked.agency_name
        self.found = list(agencies_named(words))
        exact = [agency for agency in self.found if agency.name.lower() == asked.agency_name.lower()]
        self.fields["find"].initial = asked.agency_name
        self.fields["agency"].choices = [
            *map(_choice, self.found),
            (NEW, _("A new agency, which I describe")),
        ]
        self.fields["agency"].required = not data or data.get("decision") != "decline"
        self.fields["agency"].initial = exact[0].pk if len(exact) == 1 else None
        self.fields["new_name"].initial = asked.agency_name
        self.fields["new_level"].choices = [("", _("Choose one")), *Level.choices]
        self.fields["new_state"].choices = [("", _("None")), *STATES.items()]
        self.fields["domain"].choices = [("", _("Ask each time, as now")), *_domains(asked)]

    def clean(self):
        decision = self.data.get("decision")
        if decision not in ("admit", "decline"):  # the two buttons
            raise forms.ValidationError(_("Choose whether to admit or to decline."))
        if decision == "admit":
            self.cleaned_data["agency"] = self._agency()
        return super().clean()

    def _agency(self) -> Agency | None:
        """The agency that was chosen; a new one is not saved."""
        chosen = self.cleaned_data.get("agency")
        if chosen == NEW:
            return self._new_agency()
        return next((agency for agency in self.found if str(agency.pk) == chosen), None)

    def _new_agency(self) -> Agency | None:
        if "new_name" not in self.cleaned_data:  # too long
            return None
        name, level = clean_line(self, "new_name"), self.cleaned_data.get("new_level")
        if not name:
            self.add_error("new_name", _("Write the agency's name."))
        if not level:
            self.add_error("new_level", _("Choose the level of government."))
        new = Agency(name=name, level=level or "", state=self.cleaned_data.get("new_state", ""))
        if Agency.objects.filter(name=new.name, level=new.level, state=new.state, parent=None).exists():
            self.add_error("new_name", _("There is an agency of this name already. Find it above."))
        return new


def _choice(agency: Agency) -> tuple[str, str]:
    place = f", {agency.state}" if agency.state else ""
    return str(agency.pk), f"{agency.name} ({agency.get_level_display()}{place})"


def _domains(asked: JoinRequest) -> list[tuple[str, str]]:
    """The domains that may be added to the table: the person's own, and those it lies below."""
    words = _("From today on, everybody from {domain} joins at once")
    return [
        (domain, str(format_lazy(words, domain=domain)))
        for domain in suffixes(asked.domain)
        if not is_too_wide(domain)
    ]
