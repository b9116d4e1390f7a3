"""Pictures that members choose. What is kept is a new picture that we made: no metadata comes along."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps

LARGEST = 5 * 1024 * 1024  # bytes
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 80
_TOO_MANY = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# what Pillow raises for a file that is not what it says
_BROKEN = (OSError, ValueError, SyntaxError, LookupError, ArithmeticError, struct.error, zlib.error)

Shape = Callable[[Image.Image], Image.Image]


def remake(upload: File, *, shape: Shape, side: int, smallest: int = 1) -> tuple[bytes, tuple[int, int]]:
    """Make a WebP picture from a file that somebody chose; returns it with its width and height.

    `shape` brings the upright picture to its size; `side` is how many pixels it needs of the shorter side.
    The content decides, never the name. Raises ValidationError, in words for the person, for what is too
    large or no picture. The number of pixels is known from the head of the file, before it is unpacked.
    """
    if (upload.size or 0) > LARGEST:
        raise ValidationError(_("The file is larger than 5 megabytes. Choose a smaller one."))
    try:
        return _remade(upload, shape, side, smallest)
    except _TOO_MANY:
        raise ValidationError(_too_many_pixels()) from None
    except _BROKEN:
        raise ValidationError(
            _("This file is not a picture that we can read. Choose a JPEG, PNG or WebP file.")
        ) from None


def _remade(upload: File, shape: Shape, side: int, smallest: int) -> tuple[bytes, tuple[int, int]]:
    with Image.open(upload, formats=FORMATS) as picture:
        _check_size(*picture.size, smallest)
        orientation = picture.getexif().get(ExifTags.Base.Orientation, 1)
        picture.draft("RGB", (side * 2, side * 2))  # of a large JPEG, only as much as is needed
        small = _reduced(picture, side)
    small.getexif()[ExifTags.Base.Orientation] = orientation
    upright = ImageOps.exif_transpose(small).convert("RGBA")
    shaped = shape(upright)
    canvas = Image.new("RGB", shaped.size, "white")  # new, so nothing of the file's metadata comes along
    canvas.paste(shaped, mask=shaped)
    made = BytesIO()
    canvas.save(made, "WEBP", quality=QUALITY)
    return made.getvalue(), canvas.size


def _check_size(width: int, height: int, smallest: int) -> None:
    if width * height > MOST_PIXELS:
        raise ValidationError(_too_many_pixels())
    if min(width, height) < smallest:
        raise ValidationError(
            _("The picture is too small. Choose one of at least %(count)d by %(count)d pixels.")
            % {"count": smallest}
        )


def _too_many_pixels() -> str:
    return _("The picture has more than 40 million pixels. Choose a smaller one.")


def _reduced(picture: Image.Image, side: int) -> Image.Image:
    """A large picture at a fraction of its size, so that it is in memory only once."""
    factor = min(picture.size) // (side * 2)
    if picture.mode.startswith("I"):  # greys of 16 bits, of which a picture on the web has 8
        picture = picture.convert("I").point(lambda grey: grey / 256).convert("L")
    elif picture.mode in ("P", "1", "PA"):  # colours by number can't be mixed
        picture = picture.convert("RGBA")
    return picture.reduce(factor) if factor > 1 else picture.copy()
