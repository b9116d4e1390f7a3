from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.kit import text
from communities.kit.forms import UswdsFormMixin
from communities.spaces.models import Community
from communities.tags.tagging import clean_tags

from . import rendering, rules
from .models import Kind


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
    """A new topic: its kind, title, first post and tags."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    title = forms.CharField(
        label=_("Title"),
        min_length=10,
        max_length=150,
        help_text=_("Ask it as you would ask a colleague: “How do we caption live video?”"),
    )
    tags = forms.CharField(
        label=_("Tags"),
        help_text=_("One to five, separated by commas: captions, live video."),
        max_length=250,
    )
    field_order = ["kind", "title", "body", "tags", "submission"]

    def __init__(self, *args, person, community: Community, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (kind.value, kind.label) for kind in Kind if rules.may_use_kind(person, community, kind)
        ]

    def clean_title(self) -> str:
        title = " ".join(text.clean_source(self.cleaned_data["title"]).split())
        return self.fields["title"].clean(title)  # again: what is invisible or doubled does not count

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
