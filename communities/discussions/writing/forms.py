from datetime import date
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.kit import text
from communities.kit.forms import UswdsFormMixin
from communities.members.forms.lines import one_line
from communities.spaces.models import Community
from communities.tags.tagging import clean_tags

from ..models import Bookmark, Kind
from . import kinds, rendering


class _PostForm(UswdsFormMixin, forms.Form):
    body = forms.CharField(
        label=_("Text"),
        max_length=text.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write something first.")},
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid4

    def clean_body(self) -> str:
        return rendering.check(self.cleaned_data["body"])


class TopicForm(_PostForm):
    """A new topic: its title, first post and tags, and what its kind asks for besides."""

    kind = forms.ChoiceField(widget=forms.HiddenInput, label=_("Kind"), choices=Kind)
    title = forms.CharField(label=_("Title"), min_length=10, max_length=150)
    link = forms.URLField(label=_("Link"), max_length=500, assume_scheme="https")
    where = forms.CharField(
        label=_("Place"),
        max_length=120,
        help_text=_("Where the work is: “Denver, CO”, “remote”, “any regional office”."),
    )
    closes_on = forms.DateField(
        label=_("Closes on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date as 2026-12-31.")},
    )
    tags = forms.CharField(
        label=_("Tags"),
        help_text=_("One to five, separated by commas: captions, live video."),
        max_length=250,
    )
    field_order = ["kind", "title", "link", "where", "closes_on", "body", "tags", "submission"]

    def __init__(self, *args, person, community: Community, **kwargs):
        super().__init__(*args, **kwargs)
        offered = kinds.kinds_for(person, community)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in offered]
        self.chosen = kinds.kind_named(
            (self.data if self.is_bound else self.initial).get("kind") or "", person, community
        )
        self.initial["kind"] = self.chosen.value
        asked = kinds.ASKED[self.chosen]
        self._ask(asked)

    def _ask(self, asked: kinds.Asked) -> None:
        """Leave out the fields that this kind does not have, and let the others speak of it."""
        for name in ("link", "where", "closes_on"):
            if name not in asked.fields:
                del self.fields[name]
            else:
                self.fields[name].required = name in asked.required
        for name, label in asked.labels:
            self.fields[name].label = label
        for name, hint in asked.hints:
            self.fields[name].help_text = hint
        self.fields["title"].help_text = asked.title
        self.fields["body"].help_text = asked.body

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        return self.fields["title"].clean(title)  # again: what is invisible or doubled does not count

    def clean_link(self) -> str:
        link = self.cleaned_data["link"]
        if link and not link.lower().startswith(("https://", "http://")):
            raise forms.ValidationError(_("Give the address of a page: it starts with https://."))
        return link

    def clean_where(self) -> str:
        return " ".join(text.clean_source(self.cleaned_data["where"]).split())

    def clean_closes_on(self) -> date | None:
        closes_on = self.cleaned_data["closes_on"]
        if closes_on and closes_on < timezone.localdate():
            raise forms.ValidationError(_("This date has passed. Choose today or a later one."))
        return closes_on

    def clean_tags(self) -> list[str]:
        tags = clean_tags(self.cleaned_data["tags"])
        if not tags:
            raise forms.ValidationError(_("Choose at least one tag: captions, live video."))
        return tags


class ReplyForm(_PostForm):
    """A reply, perhaps to one post."""

    in_reply_to = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class EditForm(_PostForm):
    """A new text for a post, and the one that its editor started from."""

    read_source = forms.CharField(widget=forms.HiddenInput, strip=False)


class _AltField(forms.CharField):
    """Needed of a picture and of nothing else, so the verb decides. It is not called optional."""

    def validate(self, value: str) -> None:
        """Nothing is wrong yet."""


class AttachForm(forms.Form):
    """A picture with its words, or a file, that goes into the text of the form around it."""

    file = forms.FileField(label=_("Picture or file"), error_messages={"required": _("Choose a file.")})
    alt = _AltField(
        label=_("Alternative text"),
        help_text=_("For a picture: what would a reader miss who can't see it?"),
        widget=forms.TextInput(attrs={"maxlength": 300}),
    )
    is_decorative = forms.BooleanField(
        label=_("The picture is decorative: nothing would be missed"), required=False
    )

    prefix = "attach"
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = (
            "image/jpeg,image/png,image/webp,application/pdf,.docx,.xlsx,.pptx,.csv"
        )


class BookmarkForm(UswdsFormMixin, forms.ModelForm):
    """The note of a bookmark."""

    class Meta:
        model = Bookmark
        fields = ["note"]
        labels = {"note": _("Note")}
        help_texts = {"note": _("Why you keep it. Only you read this.")}
