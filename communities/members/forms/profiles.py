from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin, dress
from communities.kit.text import alt_text_problem
from communities.platforms.models import Platform
from communities.screening.forms import ScreenedFormMixin
from communities.tags.tagging import clean_tags

from .. import photos
from ..editing import AUDIENCE, SCREENED, ChangedMeanwhile
from ..languages import COMMON, LANGUAGES, names
from ..models import PARTS, Audience, Profile
from ..places import STATES, TIME_ZONES, zone_name
from . import links
from .lines import LineField

# What stands beside a field, for who can't see which field that is.
WHO_SEES = {
    "basics": _("your name, job title and agency"),
    "photo": _("your photo"),
    "place": _("your city and state"),
    "time_zone": _("your time zone"),
    "platforms": _("your platforms"),
    "expertise": _("your expertise"),
    "ask_me_about": _("what to ask you about"),
    "looking_for": _("what you are looking for"),
    "languages": _("your languages"),
    "links": _("your links"),
}


class AudienceField(forms.ChoiceField):
    """Who sees a part; `what` is said in its label, which is short to the eye."""

    what: Any = ""


def audience_field(part: str) -> AudienceField:
    """Who sees a part; what is not sent stays as it is. Members always see the basics."""
    choices = [choice for choice in Audience.choices if part != "basics" or choice[0] != Audience.NOBODY]
    label = _now("Who sees %(what)s") % {"what": WHO_SEES[part]}
    field = AudienceField(label=label, choices=choices, required=False)
    field.what = WHO_SEES[part]
    dress(field.widget)
    return field


class ProfileForm(UswdsFormMixin, ScreenedFormMixin, forms.ModelForm):
    """What colleagues see of a member, and to whom each part of it is shown."""

    screened = SCREENED
    is_about_author = True

    name = LineField(label=_("Name"), max_length=100)
    state = forms.ChoiceField(label=_("State or territory"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    expertise = forms.CharField(
        label=_("Expertise"),
        required=False,
        max_length=300,
        help_text=_("Up to five tags, separated by commas: captions, crisis communication."),
    )
    platforms = forms.ModelMultipleChoiceField(
        label=_("Platforms that you manage"),
        queryset=Platform.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages that you can work in"),
        choices=list(LANGUAGES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    class Meta:
        model = Profile
        fields = [
            *("title", "city", "state", "time_zone", "ask_me_about", "looking_for"),
            *("happy_to_help", "takes_messages"),
        ]
        field_classes = dict.fromkeys(("title", "city", "ask_me_about", "looking_for"), LineField)
        labels = {
            "happy_to_help": _("I am happy to help colleagues who ask"),
            "takes_messages": _("Members may write to me through this site"),
        }
        help_texts = {
            "ask_me_about": _("What colleagues can come to you for, in a sentence."),
            "looking_for": _("What you would like to learn, or whom you would like to meet."),
            "takes_messages": _("Neither of you sees the other’s e-mail address."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        profile = self.instance
        self.fields |= links.fields() | {
            f"{AUDIENCE}{part}": audience_field(part) for part in PARTS if part != "photo"
        }
        self.initial.update(_initial(profile))
        self.fields["state"].choices = [("", _("Choose a state")), *STATES.items()]
        zones = TIME_ZONES | ({profile.time_zone: zone_name(profile.time_zone)} if profile.time_zone else {})
        self.fields["time_zone"].choices = [("", _("Choose a time zone")), *zones.items()]

    def clean_expertise(self) -> list[str]:
        return clean_tags(self.cleaned_data["expertise"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {**cleaned, "links": links.gathered(self)}

    @property
    def changes(self) -> dict[str, Any]:
        """What the verb is told, once the form is valid."""
        apart = {links.text_of(number) for number in links.NUMBERS}
        apart |= {links.url_of(number) for number in links.NUMBERS} | {"version"}
        unsaid = {key for key, value in self.cleaned_data.items() if key.startswith(AUDIENCE) and not value}
        return {key: value for key, value in self.cleaned_data.items() if key not in apart | unsaid}

    def say_what_changed(self, meanwhile: ChangedMeanwhile) -> None:
        """Keep what was typed, say beside each field what is there now, and let a second save replace it."""
        for key, now in meanwhile.now.items():
            words = _in_words(key, now)
            if words:
                sentence = _now(
                    "Another window saved “%(now)s” here meanwhile. Save again to replace it."
                ) % {"now": words}
            else:
                sentence = _now("Another window emptied this meanwhile. Save again to replace it.")
            self.add_error(links.text_of(1) if key == "links" else key, sentence)
        data = self.data.copy()  # a QueryDict, which may hold a name twice
        data["version"] = meanwhile.version
        self.data = data

    def link_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[links.text_of(number)], self[links.url_of(number)]) for number in links.NUMBERS]

    def spare_links_from(self) -> int:
        """How many rows of links are shown at once: those that are filled, and one more, but at least two."""
        filled = [
            n for n, row in enumerate(self.link_rows(), 1) if any(each.value() or each.errors for each in row)
        ]
        return max(2, max(filled, default=0) + 1)

    def common_languages(self) -> list[BoundWidget]:
        by_code = {each.data["value"]: each for each in self._language_boxes()}
        return [by_code[code] for code in COMMON]

    def other_languages(self) -> list[BoundWidget]:
        return [each for each in self._language_boxes() if each.data["value"] not in COMMON]

    def _language_boxes(self) -> list[BoundWidget]:
        """Django marks each as invalid; ARIA knows that only of the group, in words."""
        boxes = self["languages"].subwidgets
        for each in boxes:
            each.data["attrs"].pop("aria-invalid", None)
        return boxes

    def has_other_languages(self) -> bool:
        return bool(set(self["languages"].value() or []) - set(COMMON))


def _initial(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.person.name,
        "expertise": ", ".join(tag.name for tag in profile.skills),
        "platforms": [platform.pk for platform in profile.channels],
        "languages": profile.languages,
        "version": profile.version,
        **links.initial(profile.links),
        **{f"{AUDIENCE}{part}": profile.audience_of(part) for part in PARTS},
    }


def _in_words(key: str, value: Any) -> str:
    """A field as its form shows it, in words."""
    if key == "platforms":
        return ", ".join(Platform.objects.filter(pk__in=value).values_list("name", flat=True))
    if key == "languages":
        return ", ".join(names(value))
    if key == "links":
        return ", ".join(link["text"] for link in value)
    if key == "state":
        return str(STATES.get(value, value))
    if key == "time_zone":
        return zone_name(value) if value else ""
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if isinstance(value, Audience):
        return str(value.label)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(value)
    return str(value or "")


class PhotoForm(UswdsFormMixin, forms.Form):
    """A photo, its description, and who sees it."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_(
            "A JPEG, PNG or WebP file of up to 5 megabytes. "
            "We cut it square and keep nothing else of the file."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Choose another one."),
        },
    )
    photo_alt = LineField(
        label=_("Description of the photo"),
        required=False,
        max_length=200,
        help_text=_(
            "What it shows, for who can’t see it: “Dana Whitfield, smiling, in front of a map”. "
            "Left empty, it is your name."
        ),
    )

    def __init__(self, *args, profile: Profile, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["photo"].required = not profile.photo
        self.fields[f"{AUDIENCE}photo"] = audience_field("photo")
        self.initial.update(
            {"photo_alt": profile.photo_alt, f"{AUDIENCE}photo": profile.audience_of("photo")}
        )

    def clean_photo(self):
        chosen = self.cleaned_data["photo"]
        return photos.prepare(chosen) if chosen else None

    def clean_photo_alt(self) -> str:
        alt = self.cleaned_data["photo_alt"]
        if alt and (problem := alt_text_problem(alt)):
            raise forms.ValidationError(problem)
        return alt
