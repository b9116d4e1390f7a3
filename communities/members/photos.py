"""A member's photo. What is stored is a new picture that we made: square, small, without metadata."""

from secrets import token_hex

from django.core.files.base import ContentFile, File
from django.db import transaction
from PIL import Image, ImageOps

from communities.kit.files import delete_after_commit
from communities.kit.permissions import require
from communities.kit.pictures import LARGEST, remake
from communities.ledger.recording import record

from . import rules
from .editing import locked_profile, save_changes
from .models import Audience, Profile, User

__all__ = ["LARGEST", "change_photo", "prepare", "remove_photo"]

SMALLEST = 100  # pixels, each way
SIDE = 400  # pixels


def prepare(upload: File) -> ContentFile:
    """Make the picture that we keep from a file that somebody chose.

    Raises ValidationError, in words for the person, for what is too large or no picture.
    """
    made, _size = remake(upload, shape=_square, side=SIDE, smallest=SMALLEST)
    return ContentFile(made, name=f"{token_hex(16)}.webp")


def _square(picture: Image.Image) -> Image.Image:
    return ImageOps.fit(picture, (SIDE, SIDE), Image.Resampling.LANCZOS)


@transaction.atomic
def change_photo(
    owner: User, *, by: User, photo: ContentFile | None, alt: str, audience: Audience
) -> Profile:
    """Put a photo from `prepare` in the place of the one before; None changes what is said of it only."""
    require(rules.may_edit_profile(by, owner))
    profile = locked_profile(owner)
    if photo is not None:
        delete_after_commit(profile.photo)
        profile.photo.save(str(photo.name), photo, save=False)
    profile.photo_alt = alt
    profile.audiences["photo"] = str(audience)
    save_changes(profile, ["photo"])
    record("member.photo_changed", by=by, on=profile.person)
    return profile


@transaction.atomic
def remove_photo(owner: User, *, by: User) -> None:
    """Take the photo away; its file goes once that is certain. Nothing happens when there is none."""
    require(rules.may_edit_profile(by, owner))
    profile = locked_profile(owner)
    if profile.photo:
        delete_after_commit(profile.photo)
        profile.photo, profile.photo_alt = "", ""
        save_changes(profile, ["photo"])
        record("member.photo_removed", by=by, on=profile.person)
