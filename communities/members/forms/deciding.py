from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities.agencies.matching import is_too_wide, suffixes
from communities.agencies.models import Agency, Level
from communities.agencies.reading import agencies_named
from communities.kit.forms import UswdsFormMixin

from ..deciding import CHANGED
from ..models import JoinRequest
from ..places import STATES
from ..reading.requests import others_waiting
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
    others = forms.MultipleChoiceField(
        label=_("Who waits already"),
        help_text=_(
            "Only together with “joins at once” for that domain. Each becomes a member of the same agency,"
            " and is mailed your reason."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": CHANGED},
    )
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
        self.domains = [each for each in suffixes(asked.domain) if not is_too_wide(each)]
        self.fields["domain"].choices = [("", _("Ask each time, as now")), *map(_domain_choice, self.domains)]
        self.offer_others()
        if not self.waiting and not (data and "others" in data):
            del self.fields["others"]

    def offer_others(self) -> None:
        """Show who else waits now. A tick says who was shown; one for others than these is refused."""
        self.waiting = {_key(*each): each for each in others_waiting(self.asked, self.domains).items()}
        self.fields["others"].choices = [(key, _others(*each)) for key, each in self.waiting.items()]

    def clean(self):
        decision = self.data.get("decision")
        if decision not in ("admit", "decline"):  # the two buttons
            raise forms.ValidationError(_("Choose whether to admit or to decline."))
        if decision == "admit":
            self.cleaned_data["agency"] = self._agency()
        else:
            self.errors.pop("others", None)  # nobody else is declined
        return super().clean()

    def clean_others(self) -> list[int]:
        """The keys of the requests that were seen waiting and are admitted too."""
        chosen = [self.waiting[key] for key in self.cleaned_data["others"]]
        if any(domain != self.cleaned_data.get("domain") for domain, _requests in chosen):
            raise forms.ValidationError(
                _("Choose above that everybody from this domain joins at once, or untick this.")
            )
        return [request.pk for _domain, requests in chosen for request in requests]

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


def _domain_choice(domain: str) -> tuple[str, str]:
    words = _("From today on, everybody from {domain} joins at once")
    return domain, str(format_lazy(words, domain=domain))


def _key(domain: str, others: list[JoinRequest]) -> str:
    """What a tick sends: the domain and exactly the requests that were shown."""
    return f"{domain}:{'-'.join(str(other.pk) for other in others)}"


def _others(domain: str, others: list[JoinRequest]) -> str:
    words = ngettext(
        "Also admit the one who waits from %(domain)s: %(names)s",
        "Also admit the %(count)d others who wait from %(domain)s: %(names)s",
        len(others),
    )
    return words % {"count": len(others), "domain": domain, "names": "; ".join(map(_who, others))}


def _who(asked: JoinRequest) -> str:
    about = {"name": asked.person.name, "email": asked.person.email}
    if asked.vouching == JoinRequest.Vouching.UNKNOWN:
        return _now("%(name)s (%(email)s), whom the member they named does not know") % about
    return _now("%(name)s (%(email)s)") % about
