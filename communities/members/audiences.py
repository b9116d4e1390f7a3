"""Who sees which part of a profile. Whatever shows, finds or counts parts of profiles asks here.

Each part of `PARTS` has an audience that its owner chose: everyone, members (unless they said otherwise)
or nobody. "Nobody" means nobody but the owner: no administrator, no index, no count. Visitors see no
profile at all unless its basics are for everyone. That somebody is happy to help is for members.

`shown` and `shown_to` answer for one profile that was read, `is_shown` is the same as a condition of SQL.
"""

from dataclasses import dataclass, field
from datetime import tzinfo
from zoneinfo import ZoneInfo

from django.db.models import Q

from communities.agencies.models import Agency
from communities.platforms.models import Platform
from communities.tags.models import Tag

from .languages import names
from .models import PARTS, Audience, Profile, User
from .places import STATES, zone_name

VISITOR = frozenset({Audience.EVERYONE})
MEMBER = frozenset({Audience.EVERYONE, Audience.MEMBERS})
OWNER = frozenset(Audience)


@dataclass(frozen=True)
class Shown:
    """A profile as somebody may see it. What is not for them is empty, as if it had never been written."""

    person: User
    name: str
    title: str = ""
    agency: Agency | None = None
    bureau: Agency | None = None
    is_contractor: bool = False
    photo_url: str = ""
    photo_alt: str = ""
    city: str = ""
    state: str = ""  # two letters
    time_zone: str = ""
    platforms: list[Platform] = field(default_factory=list)
    expertise: list[Tag] = field(default_factory=list)
    ask_me_about: str = ""
    looking_for: str = ""
    languages: list[str] = field(default_factory=list)  # codes
    links: list[dict[str, str]] = field(default_factory=list)  # text and url
    happy_to_help: bool = False
    audiences: dict[str, Audience] = field(default_factory=dict)  # of each part, for the owner alone

    @property
    def agency_name(self) -> str:
        """The short name of the bureau, or of the agency where no bureau is given."""
        body = self.bureau or self.agency
        return body.short if body else ""

    @property
    def state_name(self) -> str:
        return str(STATES.get(self.state, self.state))

    @property
    def place(self) -> str:
        """Where they work: "Denver, CO", or the state in full where no city is given."""
        return f"{self.city}, {self.state}" if self.city and self.state else self.city or self.state_name

    @property
    def zone(self) -> tzinfo | None:
        return ZoneInfo(self.time_zone) if self.time_zone else None

    @property
    def zone_name(self) -> str:
        return zone_name(self.time_zone) if self.time_zone else ""

    @property
    def language_names(self) -> list[str]:
        return names(self.languages)


def shown(profile: Profile, viewer: User | None) -> Shown | None:
    """The profile as `viewer` sees it; None when it does not exist for them. None is a visitor."""
    return shown_to(profile, _circle(profile, viewer))


def shown_to(profile: Profile, circle: frozenset[Audience]) -> Shown | None:
    """The profile as a VISITOR, a MEMBER or its OWNER sees it; None when it does not exist for them.

    Costs a query for expertise and one for platforms, unless they were read beforehand.
    """
    if not opens_to(profile, circle):
        return None
    seen = {part for part in PARTS if profile.audience_of(part) in circle}
    return Shown(
        person=profile.person,
        name=profile.person.name,
        title=profile.title,
        agency=profile.agency,
        bureau=profile.bureau,
        is_contractor=profile.is_contractor,
        happy_to_help=profile.happy_to_help and Audience.MEMBERS in circle,
        audiences={part: profile.audience_of(part) for part in PARTS} if circle == OWNER else {},
        **_parts(profile, seen),
    )


def opens(profile: Profile, viewer: User | None) -> bool:
    """Whether there is a page of this profile for `viewer`; None is a visitor."""
    return opens_to(profile, _circle(profile, viewer))


def opens_to(profile: Profile, circle: frozenset[Audience]) -> bool:
    """Whether there is a page of this profile for a VISITOR, a MEMBER or its OWNER."""
    return Audience.MEMBERS in circle or profile.audience_of("basics") == Audience.EVERYONE


def is_shown(part: str, to: frozenset[Audience], *, profile: str = "") -> Q:
    """The condition that profiles show a part to MEMBER or VISITOR. `profile` is how a query gets there.

    Profile.objects.filter(is_shown("place", MEMBER)); User.objects.filter(is_shown(…, profile="profile__"))
    """
    contains = f"{profile}audiences__contains"
    if to == VISITOR:
        everyone = str(Audience.EVERYONE)
        return Q(**{contains: {"basics": everyone, part: everyone}})
    return Q() if part == "basics" else ~Q(**{contains: {part: str(Audience.NOBODY)}})


def _circle(profile: Profile, viewer: User | None) -> frozenset[Audience]:
    if viewer is None:
        return VISITOR
    return OWNER if viewer.pk == profile.person_id else MEMBER


def _parts(profile: Profile, seen: set[str]) -> dict:
    """The fields of each part that is seen."""
    fields: dict = {}
    if "photo" in seen and profile.photo:
        fields |= {"photo_url": profile.photo_url, "photo_alt": profile.photo_alt or profile.person.name}
    if "place" in seen:
        fields |= {"city": profile.city, "state": profile.state}
    if "expertise" in seen:
        fields["expertise"] = profile.skills
    if "platforms" in seen:
        fields["platforms"] = profile.channels
    alike = {"time_zone", "ask_me_about", "looking_for", "languages", "links"} & seen
    return fields | {name: getattr(profile, name) for name in alike}
