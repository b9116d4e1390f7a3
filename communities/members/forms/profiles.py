from django import forms
from django.utils.translation import gettext_lazy as _

from communities.agencies.models import Agency
from communities.kit.forms import UswdsFormMixin
from communities.tags.tagging import clean_tags

from ..models import Profile
from .lines import clean_line

TIME_ZONES = [
    ("", _("Choose a time zone")),
    ("America/New_York", _("Eastern")),
    ("America/Chicago", _("Central")),
    ("America/Denver", _("Mountain")),
    ("America/Phoenix", _("Arizona")),
    ("America/Boise", _("Mountain (Boise)")),
    ("America/Los_Angeles", _("Pacific")),
    ("America/Anchorage", _("Alaska")),
    ("Pacific/Honolulu", _("Hawaii")),
    ("America/Puerto_Rico", _("Atlantic (Puerto Rico)")),
    ("Pacific/Guam", _("Guam")),
    ("Pacific/Pago_Pago", _("Samoa")),
]


class ProfileForm(UswdsFormMixin, forms.ModelForm):
    """What colleagues see of a member."""

    name = forms.CharField(label=_("Name"), max_length=100)
    expertise = forms.CharField(
        label=_("Expertise"),
        required=False,
        help_text=_("Up to five tags, separated by commas: captions, crisis communication."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=TIME_ZONES, required=False)
    field_order = [
        "name",
        "title",
        "bureau",
        "expertise",
        "ask_me_about",
        "looking_for",
        "city",
        "state",
        "time_zone",
    ]

    class Meta:
        model = Profile
        fields = ["title", "bureau", "city", "state", "time_zone", "ask_me_about", "looking_for"]
        help_texts = {
            "ask_me_about": _("What colleagues can come to you for, in a sentence."),
            "looking_for": _("What you would like to learn, or whom you would like to meet."),
            "state": _("Two letters, such as CO."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        profile = self.instance
        self.fields["bureau"].queryset = bureaus = (
            Agency.objects.filter(parent=profile.agency) if profile.agency else Agency.objects.none()
        )
        self.fields["bureau"].empty_label = _("Not in the list")
        if not bureaus:
            del self.fields["bureau"]
        self.initial["name"] = profile.person.name
        self.initial["expertise"] = ", ".join(tag.name for tag in profile.expertise.all())
        known = {value for value, label in TIME_ZONES}
        if profile.time_zone and profile.time_zone not in known:
            self.fields["time_zone"].choices = [*TIME_ZONES, (profile.time_zone, profile.time_zone)]

    def clean_name(self) -> str:
        return clean_line(self, "name")

    def clean_title(self) -> str:
        return clean_line(self, "title")

    def clean_expertise(self) -> list[str]:
        return clean_tags(self.cleaned_data["expertise"])

    def clean_state(self) -> str:
        return self.cleaned_data["state"].upper()
