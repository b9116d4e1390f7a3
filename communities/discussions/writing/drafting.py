"""Keeping what somebody types before it is posted, on whichever device; and letting it go."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.members.models import User
from communities.spaces.models import Community

from .. import rules
from ..models import Draft, Post, Topic

_COMMUNITY = {"community": "pk", "topic": "topics", "post": "topics__posts"}  # of each kind of place
PLACE = re.compile(r"(community|topic|post):([1-9][0-9]{0,17})")
KEPT = ("kind", "title", "body", "tags", "link", "where", "closes_on", "in_reply_to", "read_source")
WRITTEN = ("title", "body")  # a draft without either is none
OTHER = "other"  # the text that this one replaced after it was written on another device
LONGEST = 200_000  # characters in all: more than can be posted, so that nothing is lost while it is shortened
MOST = 100


class DraftConflict(Conflict):
    """The draft was saved from elsewhere meanwhile; `draft` is how it stands, None when it is gone."""

    def __init__(self, draft: Draft | None):
        super().__init__(draft.fields.get("body", "") if draft else "")
        self.draft = draft


def place_of(thing: Community | Topic | Post) -> str:
    """The name of the place where a draft stands: a new topic, a reply, a change of a post."""
    return f"{type(thing).__name__.lower()}:{thing.pk}"


def version_of(data: Mapping[str, str]) -> int:
    """The version of the draft that a form was opened with."""
    version = data.get("draft_version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


@transaction.atomic
def save_draft(person: User, place: str, fields: Mapping[str, str], *, version: int) -> Draft | None:
    """Keep what stands in a form. `version` is that of the draft it was opened with, 0 for none.

    What is empty is no draft, and one that was is let go. Raises DraftConflict when the draft was saved or
    let go elsewhere meanwhile; ValidationError when it is too long or one too many, Refused for a place that
    the person doesn't see. Sent twice, kept once.
    """
    require(rules.may_draft(person, _community_at(place)))
    kept = {name: fields[name].replace("\x00", "") for name in KEPT if fields.get(name)}
    _check_length(kept)
    _wait_for_other_savings_of(person)
    draft = Draft.objects.select_for_update().filter(person=person, place=place).first()
    if draft and kept == _without_other(draft.fields):
        return draft
    if version != (draft.version if draft else 0):
        raise DraftConflict(draft)
    if not any(kept.get(name, "").strip() for name in WRITTEN):
        if draft:
            draft.delete()
        return None
    return _keep(draft or _new(person, place), kept)


@transaction.atomic
def replace_draft(person: User, place: str, fields: Mapping[str, str], *, version: int) -> Draft | None:
    """Keep this text after a conflict, and the one that it replaces beside it."""
    _wait_for_other_savings_of(person)
    draft = Draft.objects.select_for_update().filter(person=person, place=place).first()
    other = draft.fields.get("body", "") if draft else ""
    saved = save_draft(person, place, fields, version=version)
    if saved and other and other != saved.fields.get("body"):
        saved.fields[OTHER] = other
        saved.save(update_fields=["fields"])
    return saved


def discard_draft(person: User, place: str) -> None:
    """Let a draft go: it was posted, or is not wanted any more."""
    Draft.objects.filter(person=person, place=place).delete()


def _wait_for_other_savings_of(person: User) -> None:
    """Always before the draft is locked: there may be none yet, and one order leads to no deadlock."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)


def _community_at(place: str) -> Community | None:
    """The community of a place. One query, or none."""
    match = PLACE.fullmatch(place)
    return Community.objects.filter(**{_COMMUNITY[match[1]]: match[2]}).first() if match else None


def _check_length(kept: Mapping[str, str]) -> None:
    if sum(map(len, kept.values())) > LONGEST:
        raise ValidationError(_("This is too long to be kept as a draft. Keep a copy on your computer."))


def _new(person: User, place: str) -> Draft:
    if Draft.objects.filter(person=person).count() >= MOST:
        raise ValidationError(
            _("You have %(most)d drafts, which is the most. Discard one to keep this.") % {"most": MOST}
        )
    return Draft(person=person, place=place, version=0)


def _keep(draft: Draft, kept: dict[str, str]) -> Draft:
    other = draft.fields.get(OTHER)
    draft.fields = {**kept, **({OTHER: other} if other else {})}
    draft.version += 1
    draft.saved_at = timezone.now()
    draft.save()
    return draft


def _without_other(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if name != OTHER}
