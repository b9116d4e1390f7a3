"""One profile."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from .. import rules
from ..models import User


@dataclass(frozen=True)
class ProfileView:
    """One profile as a person sees it."""

    member: User
    is_mine: bool
    local_time: datetime | None
    parts: dict[str, list]  # what other features say of this member, by the name in settings.PROFILE_PARTS


def profile(person: User, slug: str) -> ProfileView:
    """The profile at an address. Raises User.DoesNotExist for whom `person` may not see."""
    people = User.objects.visible_to(person).select_related("profile__agency", "profile__bureau")
    member = people.prefetch_related("profile__expertise").get(slug=slug)
    zone = member.profile.zone
    return ProfileView(
        member=member,
        is_mine=bool(rules.may_edit_profile(person, member)),
        local_time=timezone.now().astimezone(zone) if zone else None,
        parts=_parts(member, person),
    )


def _parts(member: User, viewer: User) -> dict[str, list]:
    """What the features above say of a member, among what `viewer` sees; settings names their functions."""
    return {name: import_string(path)(member, viewer=viewer) for name, path in settings.PROFILE_PARTS.items()}
