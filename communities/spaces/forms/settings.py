from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from communities.agencies.models import Level
from communities.kit.forms import UswdsFormMixin
from communities.kit.text import clean_source
from communities.members.forms.lines import one_line
from communities.members.models import User

from ..changing import SETTINGS
from ..models import Community, CommunityQuerySet, JoinPolicy, Visibility

MOST_QUESTIONS = 5
LONGEST_QUESTION = 200
LONGEST_DESCRIPTION = 10_000
MOST_FIRST_POSTS = 50


class SettingsForm(UswdsFormMixin, forms.ModelForm):
    """What leads decide of their community."""

    questions = forms.CharField(
        label=_("Questions to who asks to join"),
        help_text=_("One on each line, five at most. They are asked where people join on request."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    levels = forms.MultipleChoiceField(
        label=_("Only for these levels of government"),
        help_text=_("None chosen: for all."),
        choices=Level.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)  # as it was read

    class Meta:
        model = Community
        fields = SETTINGS
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 8}),
            "visibility": forms.RadioSelect,
            "join_policy": forms.RadioSelect,
            "posting_policy": forms.RadioSelect,
            "pre_moderation": forms.RadioSelect,
            "shows_members": forms.RadioSelect,
        }
        help_texts = {
            "purpose": _("In one sentence. It stands under the name."),
            "description": _("For the page “About”. Markdown."),
            "first_posts": _("Where the first posts of each member wait: how many of them."),
            "shares_topics": _("A topic can then be shown in a second community as well."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["questions"] = "\n".join(self.instance.questions)
        self.initial["version"] = self.instance.version
        self.fields["description"].max_length = LONGEST_DESCRIPTION
        self.fields["first_posts"].max_value = MOST_FIRST_POSTS
        for name in ("visibility", "join_policy", "posting_policy", "pre_moderation", "shows_members"):
            self.fields[name].choices = [each for each in self.fields[name].choices if each[0]]

    def clean_purpose(self) -> str:
        return self.fields["purpose"].clean(one_line(self.cleaned_data["purpose"]))

    def clean_description(self) -> str:
        description = clean_source(self.cleaned_data["description"])
        if len(description) > LONGEST_DESCRIPTION:
            raise ValidationError(_("This is too long. Keep it under 10,000 characters."))
        return description

    def clean_first_posts(self) -> int:
        if not 1 <= self.cleaned_data["first_posts"] <= MOST_FIRST_POSTS:
            raise ValidationError(_("Choose a number from 1 to 50."))
        return self.cleaned_data["first_posts"]

    def clean_questions(self) -> list[str]:
        lines = [one_line(line) for line in self.cleaned_data["questions"].splitlines()]
        questions = list(dict.fromkeys(filter(None, lines)))
        if len(questions) > MOST_QUESTIONS:
            raise ValidationError(_("These are more than five questions. Ask fewer."))
        if any(len(question) > LONGEST_QUESTION for question in questions):
            raise ValidationError(_("A question is too long. Keep each under 200 characters."))
        return questions

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        private = said.get("visibility") == Visibility.PRIVATE
        if private and said.get("join_policy") not in (None, JoinPolicy.INVITATION):
            words = _(
                "Nobody outside sees a community that only its members see. Let people join by invitation."
            )
            self.add_error("join_policy", words)
        return said

    def differing(self, now: Community) -> list[str]:
        """The settings that stand otherwise than what was typed."""
        return [name for name in SETTINGS if getattr(now, name) != self.cleaned_data[name]]

    def said_of(self, name: str, now: Community) -> str:
        """A setting in words."""
        value = getattr(now, name)
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if isinstance(value, list):
            levels = dict(Level.choices)
            return " / ".join(str(levels.get(each, each)) for each in value) or str(_("nothing"))
        shown = getattr(now, f"get_{name}_display", lambda: value)()
        return str(shown) if shown != "" else str(_("nothing"))

    @property
    def changes(self) -> dict:
        """What is to be saved; the version is apart."""
        return {name: self.cleaned_data[name] for name in SETTINGS}

    def _post_clean(self) -> None:
        """The verb saves, not the form: what was read stays as it is."""


class NamingForm(UswdsFormMixin, forms.Form):
    """A name that no other community has, and a purpose."""

    name = forms.CharField(label=_("Name"), max_length=80)
    purpose = forms.CharField(
        label=_("Purpose"),
        help_text=_("In one sentence."),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
    )

    def others(self) -> CommunityQuerySet:
        """The communities that may be named as having the name already."""
        return Community.objects.all()

    def clean_name(self) -> str:
        name = self.fields["name"].clean(one_line(self.cleaned_data["name"]))
        return free_name(name, among=self.others())

    def clean_purpose(self) -> str:
        return self.fields["purpose"].clean(one_line(self.cleaned_data["purpose"]))


class NewCommunityForm(NamingForm):
    """An administrator creates a community; its leads settle the rest."""

    visibility = forms.ChoiceField(
        label=_("Who sees it"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        initial=Visibility.PUBLIC,
    )
    lead = forms.EmailField(
        label=_("E-mail address of its first lead"),
        help_text=_("A member of the site. They name others."),
    )

    def clean_lead(self) -> User:
        found = User.objects.members().filter(email__iexact=self.cleaned_data["lead"]).first()
        if found is None:
            raise ValidationError(_("No member of the site has this address."))
        return found


def free_name(name: str, *, among: CommunityQuerySet) -> str:
    """The name, if none of these communities has it. Raises ValidationError."""
    if among.filter(name__iexact=name).exists():
        raise ValidationError(_("There is a community of this name already. Choose another one."))
    return name
