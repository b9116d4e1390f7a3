"""The forms of the pages on which a topic is arranged."""

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.kit.forms import UswdsFormMixin
from communities.members.forms.lines import one_line
from communities.spaces.models import Community
from communities.tags.tagging import clean_tags

from .. import rules
from ..models import Kind, Topic
from .desk import Desk


class _Title(forms.CharField):
    """A title, with the limits of new topics."""

    def __init__(self, **kwargs):
        super().__init__(min_length=10, max_length=150, **kwargs)

    def clean(self, value):
        return super().clean(one_line(value or ""))


class WordsForm(UswdsFormMixin, forms.Form):
    """Title and tags; for those who keep order also the kind."""

    title = _Title(label=_("Title"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    tags = forms.CharField(
        label=_("Tags"),
        help_text=_("One to five, separated by commas: captions, live video."),
        max_length=250,
    )

    def __init__(self, *args, desk: Desk, **kwargs):
        topic = desk.topic
        tags = ", ".join(tag["slug"] for tag in topic.tag_list)
        super().__init__(*args, initial={"title": topic.title, "kind": topic.kind, "tags": tags}, **kwargs)
        if not desk.may_arrange:
            del self.fields["kind"]
            return
        kinds = [
            kind
            for kind in Kind
            if kind == topic.kind or rules.may_use_kind(desk.person, topic.community, kind)
        ]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if topic.answer_id:
            self.fields["kind"].help_text = _(
                "Only a question has an accepted answer; another kind loses it."
            )

    def clean_tags(self) -> list[str]:
        tags = clean_tags(self.cleaned_data["tags"])
        if not tags:
            raise forms.ValidationError(_("Choose at least one tag: captions, live video."))
        return tags


class LockForm(UswdsFormMixin, forms.Form):
    """Why a topic is locked."""

    reason = forms.CharField(
        label=_("Why it is locked"),
        help_text=_("Everybody who reads the topic reads it, and it stays in the ledger."),
        max_length=300,
        error_messages={"required": _("Give a reason. It is shown in the topic.")},
    )


class PlaceForm(UswdsFormMixin, forms.Form):
    """One of some communities."""

    community = forms.ChoiceField(label=_("Community"))

    def __init__(self, *args, places: list[Community], **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {str(place.pk): place for place in places}
        choices = [("", _("Choose a community")), *((key, place.name) for key, place in self.places.items())]
        self.fields["community"].choices = choices

    def clean_community(self) -> Community:
        return self.places[self.cleaned_data["community"]]


class OtherForm(UswdsFormMixin, forms.Form):
    """Another topic, one of those that were found."""

    other = forms.ChoiceField(
        label=_("Which one"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a topic."), "invalid_choice": _("Choose a topic.")},
    )

    def __init__(self, *args, topics: list[Topic], **kwargs):
        super().__init__(*args, **kwargs)
        self.topics = {str(topic.pk): topic for topic in topics}
        self.fields["other"].choices = [
            (key, _("%(title)s – in %(community)s") % {"title": topic.title, "community": topic.community})
            for key, topic in self.topics.items()
        ]

    def clean_other(self) -> Topic:
        return self.topics[self.cleaned_data["other"]]


class SplitForm(UswdsFormMixin, forms.Form):
    """A title for a new topic, and the posts that it takes."""

    title = _Title(label=_("Title of the new topic"))
    posts = forms.TypedMultipleChoiceField(
        label=_("Posts"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one post.")},
    )

    def __init__(self, *args, posts: list[tuple[int, str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["posts"].choices = [
            (number, _("#%(number)d %(name)s: %(text)s") % {"number": number, "name": name, "text": words})
            for number, name, words in posts
        ]
