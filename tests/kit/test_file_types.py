"""Whatever somebody uploads is something we know, or nothing; it never breaks the page."""

import random
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from communities.kit.filetypes import type_of
from communities.kit.pictures import remake

TYPES = '<Types><Override PartName="/word/document.xml" ContentType="{}"/></Types>'
PLAIN = TYPES.format("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")


def office(types: str = PLAIN, **how) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", types)
        packed.writestr("word/document.xml", "x" * 200)
        packed.writestr("word/notes.bin", "y")
    return made.getvalue()


def kind(content: bytes) -> str:
    found = type_of(ContentFile(content, name="a"))
    return found.extension if found else ""


def test_an_office_file_without_macros_is_known():
    assert kind(office()) == "docx"


@pytest.mark.parametrize(
    "named",
    ["application/vnd.ms-office.vbaProject", "application/vnd.ms-word.document.macroEnabled.main+xml"],
)
def test_a_part_with_macros_is_found_whatever_it_is_called(named):
    assert kind(office(TYPES.format(named))) == ""


def test_a_list_of_types_that_grows_when_it_is_unpacked_is_refused():
    assert kind(office(PLAIN + " " * 30_000_000)) == ""


def test_no_broken_office_file_breaks_anything():
    whole, chance = office(), random.Random(1)
    for _n in range(3_000):
        broken = bytearray(whole[: chance.randint(20, len(whole))] if chance.random() < 0.3 else whole)
        for _m in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        assert kind(bytes(b"PK\x03\x04" + broken[4:])) in ("", "docx")


@pytest.mark.parametrize("kind_of_picture", ["JPEG", "PNG", "WEBP"])
def test_no_broken_picture_breaks_anything(kind_of_picture):
    made, chance = BytesIO(), random.Random(2)
    Image.new("RGB", (40, 30), "navy").save(made, kind_of_picture, exif=Image.Exif().tobytes())
    whole = made.getvalue()
    refused = 0
    for _n in range(400):
        broken = bytearray(whole)
        for _m in range(chance.randint(1, 8)):
            broken[chance.randrange(12, len(broken))] = chance.randrange(256)
        try:
            remake(ContentFile(bytes(broken), name="a"), shape=lambda picture: picture, side=20)
        except ValidationError:
            refused += 1
    assert refused
