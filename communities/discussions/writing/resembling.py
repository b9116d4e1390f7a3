"""Past topics and toolkit pages that may answer what somebody is about to ask."""

from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from communities.finding.models import Kind
from communities.finding.resembling import Resembling, resembling
from communities.members.models import User
from communities.spaces.models import audiences_of

SHORTEST = 8  # characters of a title that say enough to look
MOST = 5


@dataclass(frozen=True)
class Similar:
    """One thing that may answer, and why it is shown."""

    title: str
    url: str
    why: str
    solved: bool


def similar_to(title: str, *, person: User) -> list[Similar]:
    """What `person` may see that resembles a title, best first."""
    if len(title.strip()) < SHORTEST:
        return []
    kinds = (Kind.TOPIC.value, Kind.TOOLKIT.value)
    found = resembling(title, audiences=audiences_of(person), kinds=kinds, most=MOST)
    return [_similar(each) for each in found]


def _similar(found: Resembling) -> Similar:
    facts = found.document.facts
    words = get_text_list(found.words[:4], _("and"))
    solved = bool(facts.get("solved"))
    return Similar(found.document.title, found.document.url, _why(found, facts, solved, words), solved)


def _why(found: Resembling, facts: dict, solved: bool, words: str) -> str:
    about = {"words": words, "toolkit": facts.get("toolkit", "")}
    if found.document.kind == Kind.TOOLKIT:
        if facts.get("is_section"):
            return _("Section of the toolkit %(toolkit)s, also about %(words)s") % about
        return _("Toolkit, also about %(words)s") % about
    if solved:
        return _("Has an accepted answer, also about %(words)s") % about
    return _("Discussed before, also about %(words)s") % about
