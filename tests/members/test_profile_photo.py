"""A member's photo: by its content, small, square, upright, without anything of the file it came from."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from communities.kit.permissions import Refused
from communities.members import photos
from communities.members.models import Audience, Profile
from tests import make
from tests.tools import browser, verbs

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" * 50
NOT_A_PICTURE = "This file is not a picture that we can read. Choose a JPEG, PNG or WebP file."
TOO_MANY = "The picture has more than 40 million pixels. Choose a smaller one."


def picture(kind: str = "JPEG", size=(900, 600), colour="navy", **how) -> bytes:
    made = io.BytesIO()
    Image.new(how.pop("mode", "RGB"), size, colour).save(made, kind, **how)
    return made.getvalue()


def upload(content: bytes, name: str = "me.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def huge_png(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it has this many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


@pytest.fixture(autouse=True)
def private(monkeypatch, tmp_path):
    """A folder of our own for the files."""
    monkeypatch.setattr(Profile._meta.get_field("photo"), "storage", FileSystemStorage(tmp_path))
    return tmp_path


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def dana(site):
    return make.member("Dana Whitfield")


@pytest.fixture
def send(dana):
    """Send the form about the photo."""
    client = browser(dana)

    def send(photo=None, **fields):
        fields = {"photo_alt": "", "audience_photo": "members", **fields}
        return client.post(
            reverse("profile_photo"), fields | ({"photo": photo} if photo else {}), follow=True
        )

    return send


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(900, 600), (600, 900), (100, 100), (3000, 2000)])
def test_what_is_kept_is_a_small_square(kind, size):
    kept = Image.open(photos.prepare(upload(picture(kind, size))))
    assert (kept.format, kept.size, kept.mode) == ("WEBP", (400, 400), "RGB")


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "LA", "CMYK", "I;16"])
def test_colours_of_each_kind_are_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert Image.open(
        photos.prepare(upload(picture(kind, (2000, 1700), 1 if mode in "P1" else None, mode=mode)))
    )


def test_what_is_transparent_becomes_white():
    kept = Image.open(photos.prepare(upload(picture("PNG", mode="RGBA", colour=(0, 0, 0, 0)))))
    assert min(kept.getpixel((200, 200))) > 250


def test_nothing_of_the_file_but_its_picture_is_kept():
    exif = Image.Exif()
    exif[0x010E], exif[0x8825] = "Dana at home", {1: "N", 2: (38.0, 53.0, 23.0)}
    whole = picture(exif=exif, comment=b"my secret", icc_profile=b"profile" * 40)
    assert b"Dana at home" in whole and b"my secret" in whole
    kept = photos.prepare(upload(whole)).read()
    opened = Image.open(io.BytesIO(kept))
    assert not opened.getexif() and not {"exif", "icc_profile", "xmp", "comment"} & set(opened.info)
    assert b"Dana at home" not in kept and b"my secret" not in kept and b"EXIF" not in kept


@pytest.mark.parametrize("size", [(400, 200), (3200, 1600)])
def test_a_photo_that_was_taken_sideways_stands_upright(size):
    """The left half is red; turned as its camera says (6: a quarter to the right), red is on top."""
    taken = Image.new("RGB", size, "blue")
    taken.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = 6
    made = io.BytesIO()
    taken.save(made, "JPEG", exif=exif)
    kept = Image.open(photos.prepare(upload(made.getvalue())))
    top, bottom = kept.getpixel((200, 100)), kept.getpixel((200, 300))
    assert top[0] > 200 > 60 > top[2] and bottom[2] > 200 > 60 > bottom[0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (PDF, NOT_A_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", NOT_A_PICTURE),
        (picture("GIF"), NOT_A_PICTURE),
        (picture("BMP"), NOT_A_PICTURE),
        (picture()[:400], NOT_A_PICTURE),
        (picture("PNG")[:60], NOT_A_PICTURE),
        (huge_png(500, 400), NOT_A_PICTURE),  # its pixels are missing
        (b"\x89PNG\r\n\x1a\n", NOT_A_PICTURE),
        (b"RIFF\xff\xff\xff\x7fWEBPVP8 ", NOT_A_PICTURE),
        (huge_png(10_000, 10_000), TOO_MANY),  # 100 megapixels
        (huge_png(40_001, 1_000), TOO_MANY),
        (huge_png(2**31 - 1, 2**31 - 1), TOO_MANY),
        (picture(size=(99, 400)), "The picture is too small. Choose one of at least 100 by 100 pixels."),
        (picture() + b"\0" * photos.LARGEST, "The file is larger than 5 megabytes. Choose a smaller one."),
    ],
)
def test_what_is_no_photo_is_refused_in_words_whatever_its_name(content, sentence):
    with pytest.raises(ValidationError) as refused:
        photos.prepare(upload(content, "me.png", "image/png"))
    assert refused.value.messages == [sentence]


def test_a_pdf_named_png_comes_back_with_the_sentence_and_what_was_typed(send, private):
    page = send(upload(PDF, "me.png", "image/png"), photo_alt="Dana in front of a map").content.decode()
    assert NOT_A_PICTURE in page and "Dana in front of a map" in page
    assert files(private) == []


def test_a_photo_is_shown_with_its_description_or_the_name(dana, send):
    assert "Your photo is saved." in send(upload(picture())).content.decode()
    page = browser(make.member()).get(dana.get_absolute_url()).content.decode()
    assert f'src="{make.fresh(dana).profile.photo_url}" alt="Dana Whitfield"' in page
    send(photo_alt="Dana in front of a map")
    page = browser(make.member()).get(dana.get_absolute_url()).content.decode()
    assert 'alt="Dana in front of a map"' in page


def test_who_has_no_photo_is_shown_by_initials(dana):
    page = browser(make.member()).get(dana.get_absolute_url()).content.decode()
    assert ">DW</span>" in page and "<img" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_file_name_is_no_description(send):
    assert (
        "is a file name, not alternative text"
        in send(upload(picture()), photo_alt="IMG_2041.jpg").content.decode()
    )


def test_the_file_gets_a_name_that_says_nothing_and_is_served_as_what_it_is(dana, send, private):
    send(upload(picture(), "dana-whitfield-home.jpg"))
    (name,) = files(private)
    assert "dana" not in name and len(name) == 37
    address = make.fresh(dana).profile.photo_url
    answer = browser(make.member()).get(address)
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == (
        "image/webp",
        "nosniff",
    )
    assert "private" in answer.headers["Cache-Control"]
    assert name.partition(".")[0] not in address


def test_the_old_file_goes_when_the_new_one_is_certain(
    dana, send, private, django_capture_on_commit_callbacks
):
    send(upload(picture()))
    (first,) = files(private)
    with django_capture_on_commit_callbacks(execute=True):
        send(upload(picture(colour="green")))
        assert first in files(private)  # not before the commit
    (second,) = files(private)
    assert second != first
    with django_capture_on_commit_callbacks(execute=True):
        assert "Your photo is removed." in send(remove="yes").content.decode()
    assert files(private) == [] and not make.fresh(dana).profile.photo
    assert verbs()[-3:] == ["member.photo_changed", "member.photo_changed", "member.photo_removed"]


def test_removing_what_is_not_there_changes_nothing(dana, send):
    version = make.fresh(dana).profile.version
    assert send(remove="yes").status_code == 200
    assert make.fresh(dana).profile.version == version


def test_nobody_else_changes_a_photo(dana):
    by = make.administrator()
    with pytest.raises(Refused):
        photos.change_photo(dana, by=by, photo=None, alt="x", audience=Audience.EVERYONE)
    with pytest.raises(Refused):
        photos.remove_photo(dana, by=by)


def test_a_photo_that_is_not_there_does_not_exist(dana):
    assert browser(make.member()).get(reverse("member_photo", args=[dana.slug])).status_code == 404
    assert browser().get(reverse("member_photo", args=["nobody"])).status_code == 404
