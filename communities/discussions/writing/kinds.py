"""What each kind of topic asks for besides a title, a text and tags, and how its form speaks."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communities.members.models import User
from communities.spaces.models import Community

from .. import rules
from ..models import Kind


@dataclass(frozen=True)
class Asked:
    """One kind's small form: when to choose it, hints for its title and text, and its further fields."""

    when: str | Promise
    title: str | Promise
    body: str | Promise
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    labels: tuple[tuple[str, str | Promise], ...] = ()  # what a field is called here, where it differs
    hints: tuple[tuple[str, str | Promise], ...] = ()  # and what stands below that


ASKED = {
    Kind.QUESTION: Asked(
        _("You need to know something. One reply can be accepted as the answer."),
        _("Ask it as you would ask a colleague: “How do we caption live video?”"),
        _("Say what you have tried, and what it has to work with."),
    ),
    Kind.DISCUSSION: Asked(
        _("You want to hear what others think. There is no single answer."),
        _("Name the subject: “Do we still need hashtags?”"),
        _("Say what you think yourself, and what you would like to hear."),
    ),
    Kind.SHARE: Asked(
        _("You found something that others should read, watch or use."),
        _("Say what it is: “Guide to captions for short videos, from the VA”"),
        _("Say in a few words why it is worth the time."),
        fields=("link",),
        required=("link",),
    ),
    Kind.ANNOUNCEMENT: Asked(
        _("Something that everybody here should know."),
        _("Say the news itself: “The community call moves to Thursdays”"),
        _("What changes, from when, and for whom."),
        fields=("link", "where", "closes_on"),
        labels=(("closes_on", _("Takes place on")), ("where", _("Where it takes place"))),
        hints=(("where", _("An address, or how one takes part from elsewhere.")),),
    ),
    Kind.JOB: Asked(
        _("Your agency is hiring."),
        _("The title of the job and the agency: “Digital media specialist, NOAA”"),
        _("What the work is, and whom readers can ask."),
        fields=("link", "where", "closes_on"),
        required=("link",),
        labels=(("link", _("Link to the announcement")),),
    ),
    Kind.LOOKING_FOR: Asked(
        _("You look for people, examples or material."),
        _("Say what you look for: “Example of a bilingual emergency post”"),
        _("Say what it is for, and how people can get it to you."),
        fields=("closes_on",),
        labels=(("closes_on", _("Needed by")),),
    ),
    Kind.SUMMARY: Asked(
        _("You sum up what was said in a call, an event or a long discussion."),
        _("Say what it sums up: “What we learned in the webinar on alt text”"),
        _("The few points that somebody who was not there needs."),
        fields=("link",),
        labels=(("link", _("Link to what it sums up")),),
    ),
}


@dataclass(frozen=True)
class Choice:
    """A kind as the form offers it."""

    value: str
    label: str
    mark: str
    is_chosen: bool


def kinds_for(person: User | None, community: Community) -> list[Kind]:
    """The kinds that somebody may choose."""
    return [kind for kind in Kind if rules.may_use_kind(person, community, kind)]


def choices_for(person: User | None, community: Community, chosen: Kind) -> list[Choice]:
    """The kinds as buttons, with the chosen one marked."""
    offered = kinds_for(person, community)
    return [Choice(kind.value, str(kind.label), MARKS[kind], kind == chosen) for kind in offered]


def kind_named(value: str, person: User | None, community: Community) -> Kind:
    """The kind of this name, as far as the person may use it; otherwise the first they may."""
    offered = kinds_for(person, community)
    return next((kind for kind in offered if kind.value == value), offered[0])


MARKS = {  # icons; the word stands beside each
    Kind.QUESTION: "help",
    Kind.DISCUSSION: "forum",
    Kind.SHARE: "share",
    Kind.ANNOUNCEMENT: "campaign",
    Kind.JOB: "work",
    Kind.LOOKING_FOR: "search",
    Kind.SUMMARY: "list",
}
