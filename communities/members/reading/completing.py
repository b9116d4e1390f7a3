"""What would make a profile more useful to its owner: said to them alone, and not again when they say so."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from django.utils.translation import gettext as _

from ..models import Profile

MOST = 3


@dataclass(frozen=True)
class Hint:
    """One thing that is missing: what to do, why it helps, and where it stands in the form."""

    what: str
    why: str
    field: str  # id of the control


def hints(profile: Profile, most: int = MOST) -> list[Hint]:
    """The most useful things that are missing; none when the owner wants none.

    No more is read of the profile than is needed to find them.
    """
    if not profile.wants_hints:
        return []
    return list(islice((hint for is_there, hint in _all() if not is_there(profile)), most))


def _all() -> list[tuple[Callable[[Profile], object], Hint]]:
    """By how much they help."""
    return [
        (
            attrgetter("ask_me_about"),
            Hint(
                _("Say what colleagues can ask you about"),
                _("One sentence is enough: it is what people read first when they look for help."),
                "id_ask_me_about",
            ),
        ),
        (
            attrgetter("skills"),
            Hint(
                _("Add your expertise"),
                _("Then open questions that you could answer stand on your home page."),
                "id_expertise",
            ),
        ),
        (
            attrgetter("channels"),
            Hint(
                _("Tick the platforms that you manage"),
                _("Colleagues with the same platforms can find you."),
                "id_platforms_0",
            ),
        ),
        (
            attrgetter("time_zone"),
            Hint(
                _("Choose your time zone"),
                _("Your profile then says what time it is where you are, before anybody calls."),
                "id_time_zone",
            ),
        ),
        (
            attrgetter("state"),
            Hint(
                _("Say where you work"),
                _("People near you, or with the same weather, look for colleagues by state."),
                "id_city",
            ),
        ),
    ]
