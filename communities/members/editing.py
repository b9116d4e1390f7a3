"""A member changes what colleagues see."""

from typing import Any

from django.db import transaction

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.screening.screening import refuse_personal
from communities.tags.tagging import tags_named

from . import rules
from .indexing import index_member
from .models import PARTS, Affiliation, Profile, User

PLAIN = (
    *("title", "city", "state", "time_zone", "ask_me_about", "looking_for"),
    *("languages", "links", "happy_to_help", "takes_messages"),
)
SCREENED = ("title", "ask_me_about", "looking_for")  # what is written in words of one's own
AUDIENCE = "audience_"  # audience_place: to whom the part `place` is shown


class ChangedMeanwhile(Exception):
    """Fields of a profile were saved by another window since its form was opened. Nothing was written."""

    def __init__(self, now: dict[str, Any], version: int):
        super().__init__("changed meanwhile")
        self.now, self.version = now, version  # the fields as they are, and the version that has them


@transaction.atomic
def edit_profile(
    owner: User,
    *,
    by: User,
    name: str,
    expertise: list[str],
    read_version: int | None = None,
    because: str = "",
    **fields,
) -> Profile:
    """Change the profile of `owner`. `because`: why it is right although screening warned of it.

    `fields` are those that change: of PLAIN, `platforms`, and `audience_…` for a part of PARTS. Fields
    that another window changed after `read_version`, and to something else, raise ChangedMeanwhile.
    """
    require(rules.may_edit_profile(by, owner))
    profile = locked_profile(owner)
    wanted = {**fields, "name": name, "expertise": sorted(expertise)}
    if "platforms" in wanted:
        wanted["platforms"] = sorted(platform.pk for platform in wanted["platforms"])
    now = {key: _as_it_is(profile, key) for key in wanted}
    changed = [key for key in wanted if wanted[key] != now[key]]
    stale = [key for key in changed if read_version and profile.changes.get(key, 0) > read_version]
    if stale:
        raise ChangedMeanwhile({key: now[key] for key in stale}, profile.version)
    if changed:
        refuse_personal(*(str(wanted[key]) for key in changed if key in SCREENED and wanted[key]))
        for key in changed:
            _set(profile, key, wanted[key])
        save_changes(profile, changed)
        record("member.profile_changed", by=by, on=profile.person, fields=changed)
        if because:
            record("screening.answered", by=by, on=profile.person, reason=because)
    return profile


def locked_profile(owner: User) -> Profile:
    """The profile as it is now, with its owner, for a verb; other verbs about this person wait."""
    person = User.objects.select_for_update().get(pk=owner.pk)
    profile = Profile.objects.select_related("agency", "bureau").get(person=person)
    profile.person = person
    return profile


def save_changes(profile: Profile, changed: list[str]) -> None:
    """Save a locked profile as its next version, in which these fields changed, and what follows from it."""
    profile.version += 1
    profile.changes |= dict.fromkeys(changed, profile.version)
    profile.save()
    if {"bureau", "is_contractor"} & set(changed):
        current = Affiliation.objects.filter(person=profile.person, until=None)
        current.update(bureau=profile.bureau, is_contractor=profile.is_contractor)
    index_member(profile.person)


@transaction.atomic
def dismiss_hints(owner: User, *, by: User) -> None:
    """Say no more what would complete the profile."""
    require(rules.may_edit_profile(by, owner))
    Profile.objects.filter(person=owner).update(wants_hints=False)


def _as_it_is(profile: Profile, key: str) -> Any:
    """A field as a form would send it."""
    if key == "name":
        return profile.person.name
    if key == "expertise":
        return sorted(profile.expertise.slugs())
    if key == "platforms":
        return sorted(profile.platforms.values_list("pk", flat=True))
    if key.startswith(AUDIENCE):
        return profile.audience_of(_part(key))
    return getattr(profile, _plain(key))


def _set(profile: Profile, key: str, value: Any) -> None:
    if key == "name":
        profile.person.rename(value)
    elif key == "expertise":
        profile.expertise.set(tags_named(value))
    elif key == "platforms":
        profile.platforms.set(value)
    elif key.startswith(AUDIENCE):
        profile.audiences[_part(key)] = str(value)
    else:
        setattr(profile, _plain(key), value)


def _part(key: str) -> str:
    part = key.removeprefix(AUDIENCE)
    if part not in PARTS:
        raise ValueError(f"“{part}” is not a part of a profile")
    return part


def _plain(key: str) -> str:
    if key not in PLAIN:
        raise ValueError(f"“{key}” is not a field that members change")
    return key
