"""To what a list of topics is narrowed, as its address says it."""

from dataclasses import dataclass

from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from communities.members.models import TaggedProfile, User
from communities.tags.tagging import LONGEST

from ..models import Kind, ReadingPosition, TaggedTopic, Topic

LATEST = "latest"
SHOWN = {
    LATEST: _("Latest"),
    "unanswered": _("Unanswered"),
    "unsolved": _("Unsolved"),
}
SHOWN_TO_MEMBERS = {
    "answerable": _("You could answer"),
    "following": _("Following"),
    "mine": _("Mine"),
}


@dataclass(frozen=True)
class Choice:
    """Which topics are listed: those shown, of one kind, with one tag. Empty means all."""

    show: str = LATEST
    kind: str = ""
    tag: str = ""  # the slug

    @property
    def is_all(self) -> bool:
        return self == Choice()

    @property
    def kind_name(self) -> str:
        return str(Kind(self.kind).label) if self.kind else ""


class ChoiceForm(forms.Form):
    """The kind and the tag, beside the links to what is shown."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Kind.choices])
    tag = forms.SlugField(label=_("Tag"), required=False, max_length=LONGEST, allow_unicode=True)


def ways_to_show(person: User | None) -> dict:
    """What the links over a list are called, by what they put into the address."""
    return {**SHOWN, **SHOWN_TO_MEMBERS} if person else SHOWN


def choice_of(query, person: User | None) -> Choice:
    """Read a choice from the query of an address; what it can't mean is left out."""
    form = ChoiceForm(query)
    form.full_clean()
    show = query.get("show", LATEST)
    return Choice(
        show=show if show in ways_to_show(person) else LATEST,
        kind=form.cleaned_data.get("kind", ""),
        tag=form.cleaned_data.get("tag", "").lower(),
    )


def narrowed(rows: QuerySet[Topic], choice: Choice, person: User | None) -> QuerySet[Topic]:
    """The topics of `rows` that are chosen."""
    if choice.kind:
        rows = rows.filter(kind=choice.kind)
    if choice.tag:
        rows = rows.filter(pk__in=TaggedTopic.objects.filter(tag__slug=choice.tag).values("content_object"))
    if choice.show in ("unanswered", "unsolved"):
        rows = open_questions(rows)
    if choice.show == "unanswered":
        rows = rows.filter(post_count__lte=F("gap_count") + 1)
    if person is None:
        return rows
    if choice.show == "answerable":
        rows = answerable(rows, person)
    elif choice.show == "following":
        followed = ReadingPosition.objects.filter(person=person, follows=True)
        rows = rows.filter(pk__in=followed.values("topic"))
    elif choice.show == "mine":
        rows = rows.filter(author=person)
    return rows


def open_questions(rows: QuerySet[Topic]) -> QuerySet[Topic]:
    """Questions that nobody has solved. One that was asked before waits for no answer."""
    return rows.filter(kind=Kind.QUESTION, answer=None, duplicate_of=None)


def answerable(rows: QuerySet[Topic], person: User) -> QuerySet[Topic]:
    """Open questions of others that carry a tag of the person's expertise."""
    expertise = TaggedProfile.objects.filter(content_object__person=person).values("tag")
    tagged = TaggedTopic.objects.filter(tag__in=expertise).values("content_object")
    return open_questions(rows).filter(pk__in=tagged).exclude(author=person)
