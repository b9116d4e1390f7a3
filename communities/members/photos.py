"""A member's photo. What is stored is a new picture that we made: square, small, without metadata."""

import struct
import zlib
from io import BytesIO
from secrets import token_hex

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps

from communities.kit.files import delete_after_commit
from communities.kit.permissions import require
from communities.ledger.recording import record

from . import rules
from .editing import locked_profile, save_changes
from .models import Audience, Profile, User

LARGEST = 5 * 1024 * 1024  # bytes
MOST_PIXELS = 40_000_000
SMALLEST = 100  # pixels, each way
SIDE = 400  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
_TOO_MANY = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# what Pillow raises for a file that is not what it says
_BROKEN = (OSError, ValueError, SyntaxError, LookupError, ArithmeticError, struct.error, zlib.error)


def prepare(upload: File) -> ContentFile:
    """Make the picture that we keep from a file that somebody chose.

    The content decides, never the name. Raises ValidationError, in words for the person, for what is too
    large or no picture. The number of pixels is known from the head of the file, before it is unpacked.
    """
    if (upload.size or 0) > LARGEST:
        raise ValidationError(_("The file is larger than 5 megabytes. Choose a smaller one."))
    try:
        return ContentFile(_remade(upload), name=f"{token_hex(16)}.webp")
    except _TOO_MANY:
        raise ValidationError(_too_many_pixels()) from None
    except _BROKEN:
        raise ValidationError(
            _("This file is not a picture that we can read. Choose a JPEG, PNG or WebP file.")
        ) from None


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


def _remade(upload: File) -> bytes:
    with Image.open(upload, formats=FORMATS) as picture:
        _check_size(*picture.size)
        orientation = picture.getexif().get(ExifTags.Base.Orientation, 1)
        picture.draft("RGB", (SIDE * 2, SIDE * 2))  # of a large JPEG, only as much as is needed
        small = _reduced(picture)
    small.getexif()[ExifTags.Base.Orientation] = orientation
    upright = ImageOps.exif_transpose(small).convert("RGBA")
    square = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", square.size, "white")  # new, so nothing of the file's metadata comes along
    canvas.paste(square, mask=square)
    made = BytesIO()
    canvas.save(made, "WEBP", quality=80)
    return made.getvalue()


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise ValidationError(_too_many_pixels())
    if min(width, height) < SMALLEST:
        raise ValidationError(
            _("The picture is too small. Choose one of at least %(count)d by %(count)d pixels.")
            % {"count": SMALLEST}
        )


def _too_many_pixels() -> str:
    return _("The picture has more than 40 million pixels. Choose a smaller one.")


def _reduced(picture: Image.Image) -> Image.Image:
    """A large picture at a fraction of its size, so that it is in memory only once."""
    factor = min(picture.size) // (SIDE * 2)
    if picture.mode.startswith("I"):  # greys of 16 bits, of which a picture on the web has 8
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    elif picture.mode in ("P", "1", "PA"):  # colours by number can't be mixed
        picture = picture.convert("RGBA")
    return picture.reduce(factor) if factor > 1 else picture.copy()
