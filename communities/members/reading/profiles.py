"""One profile."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.module_loading import import_string

from ..audiences import MEMBER, VISITOR, Shown, shown, shown_to
from ..models import Affiliation, FormerSlug, Profile, Standing, User
from .affiliations import unconfirmed_since
from .completing import Hint, hints

SOMEBODY = User(pk=0, standing=Standing.MEMBER)  # a member of no community, to see a profile as members do
PREVIEWS = {"visitor": (VISITOR, None), "member": (MEMBER, SOMEBODY)}


@dataclass(frozen=True)
class ProfileView:
    """One profile as a person sees it."""

    member: User
    seen: Shown | None  # None in the preview of what visitors don't see
    is_mine: bool
    preview: str = ""  # "visitor", "member": as whom the owner sees their own profile
    confirmed_on: date | None = None  # when the owner last proved that they read mail at the agency
    hints: list[Hint] = field(default_factory=list)
    parts: dict[str, Any] = field(default_factory=dict)  # what other features say, by settings.PROFILE_PARTS

    @property
    def unconfirmed_since(self) -> date | None:
        """When the address was last confirmed, if that is too long ago."""
        return unconfirmed_since(self.confirmed_on)


def profile(viewer: User | None, slug: str, *, preview: str = "") -> ProfileView:
    """The profile at an address. Raises User.DoesNotExist for whom `viewer` may not see.

    With `preview` ("visitor", "member") its owner sees what others see.
    """
    found = _profile_at(viewer, slug)
    is_mine = viewer is not None and viewer.pk == found.person_id
    if is_mine and preview in PREVIEWS:
        circle, somebody = PREVIEWS[preview]
        seen = shown_to(found, circle)
        return ProfileView(
            member=found.person,
            seen=seen,
            is_mine=True,
            preview=preview,
            confirmed_on=found.confirmed_on if somebody else None,
            parts=_parts(found.person, somebody) if seen else {},
        )
    return ProfileView(
        member=found.person,
        seen=shown(found, viewer),
        is_mine=is_mine,
        confirmed_on=found.confirmed_on if viewer else None,
        hints=hints(found) if is_mine else [],
        parts=_parts(found.person, viewer),
    )


def moved_to(viewer: User | None, slug: str) -> User | None:
    """Whose profile had this address before, when `viewer` may see them."""
    former = FormerSlug.objects.filter(slug=slug).values("person")
    return User.objects.visible_to(viewer).filter(pk__in=former).first()


def photo_of(viewer: User | None, slug: str) -> Profile:
    """The profile at an address, whose photo `viewer` may see. Raises User.DoesNotExist."""
    found = _profile_at(viewer, slug)
    seen = shown(found, viewer)
    if seen is None or not seen.photo_url:
        raise User.DoesNotExist
    return found


def _profile_at(viewer: User | None, slug: str):
    """The profile with all that a page shows of it. One query."""
    current = Affiliation.objects.filter(person=OuterRef("person"), until=None).values("confirmed_on")
    profiles = Profile.objects.select_related("person", "agency", "bureau").with_parts()
    people = User.objects.visible_to(viewer).filter(slug=slug)
    found = profiles.annotate(confirmed_on=Subquery(current[:1])).filter(person__in=people).first()
    if found is None:
        raise User.DoesNotExist
    return found


def _parts(member: User, viewer: User | None) -> dict[str, Any]:
    """What the features above say of a member, among what `viewer` sees; settings names their functions."""
    return {name: import_string(path)(member, viewer=viewer) for name, path in settings.PROFILE_PARTS.items()}
