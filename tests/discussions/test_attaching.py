"""Pictures with alternative text, and files: what they are by content, who gets them, and when."""

import zipfile
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from communities.discussions import rules
from communities.discussions.hiding import hide_post
from communities.discussions.models import Attachment, Post
from communities.discussions.tasks import scan_attachment
from communities.discussions.writing.attaching import attach
from communities.discussions.writing.cleaning import forget_unposted
from communities.discussions.writing.drafting import place_of, save_draft
from communities.discussions.writing.editing import edit_post
from communities.discussions.writing.posting import reply
from communities.kit.permissions import Refused
from communities.spaces.models import Role, Visibility
from tests import make
from tests.tools import browser, jobs


def picture(size=(60, 40), kind="PNG", **how) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "navy").save(made, kind, **how)
    return made.getvalue()


def office(*names: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return made.getvalue()


PDF = b"%PDF-1.7\n..."
DOCX = office("[Content_Types].xml", "word/document.xml")
CSV = "agency,posts\nEPA,3\nVA,Ω".encode()


def upload(content: bytes, name: str = "IMG_0001.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture(autouse=True)
def _private(settings, tmp_path):
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.fixture
def topic(site):
    return make.topic(make.community("Captioners", slug="captioners"))


def text(response) -> str:
    return unescape(response.content.decode())


def get(person, attachment: Attachment):
    return browser(person).get(attachment.get_absolute_url())


# --- pictures -------------------------------------------------------------------------------------


def test_a_picture_is_kept_anew_without_what_its_file_said(topic):
    exif = Image.Exif()
    exif[0x010E] = "At my home"
    made = attach(upload(picture(kind="JPEG", exif=exif)), by=topic.author, alt="A navy flag")
    content = made.file.read()
    assert b"At my home" not in content and Image.open(BytesIO(content)).format == "WEBP"
    assert (made.width, made.height, made.content_type) == (60, 40, "image/webp")
    assert "IMG" not in made.file.name


def test_a_large_picture_is_kept_smaller(topic):
    made = attach(upload(picture((4000, 1000))), by=topic.author, alt="A navy banner")
    assert (made.width, made.height) == (1600, 400)


@pytest.mark.parametrize(
    "alt", ["", " ", "IMG_0001.png", "image", "Image of a flag", "a picture of it", "photo 12"]
)
def test_what_is_no_alternative_text_is_refused(topic, alt):
    with pytest.raises(ValidationError) as wrong:
        attach(upload(picture()), by=topic.author, alt=alt)
    assert list(wrong.value.message_dict) == ["alt"] and not Attachment.objects.exists()


def test_nothing_is_kept_on_disk_of_a_picture_that_is_refused(topic, monkeypatch):
    saved: list[str] = []
    storage = Attachment._meta.get_field("file").storage
    monkeypatch.setattr(storage, "save", lambda name, *_more, **_how: saved.append(name) or name)
    for how in ({"alt": ""}, {"alt": "a " * 200}):
        with pytest.raises(ValidationError):
            attach(upload(picture()), by=topic.author, **how)
    assert not saved
    attach(upload(picture()), by=topic.author, alt="A flag")
    assert len(saved) == 1


def test_the_name_of_a_file_is_no_markdown_and_names_nobody(topic):
    make.member("Dana Whitfield")
    made = attach(upload(PDF, "R&amp;D ~~a~~ @dana-whitfield.pdf"), by=topic.author)
    post = reply(topic, by=topic.author, source=made.markdown)
    assert post.html.count("<a ") == 1 and not post.mentions.exists()
    assert made.name == "R&amp;D ~~a~~ @dana-whitfield.pdf"
    assert "R&amp;amp;D ~~a~~ @dana-whitfield.pdf</a>" in post.html


def test_a_picture_in_a_post_has_its_words_and_its_size(topic):
    made = attach(upload(picture()), by=topic.author, alt="A [navy] flag*")
    post = reply(topic, by=topic.author, source=f"See {made.markdown}")
    assert 'alt="A [navy] flag*" width="60" height="40"' in post.html
    made.refresh_from_db()
    assert made.post == post


def test_a_decorative_picture_has_no_words_and_no_other_may_have_none(topic):
    made = attach(upload(picture()), by=topic.author, is_decorative=True)
    assert 'alt=""' in reply(topic, by=topic.author, source=made.markdown).html
    said = attach(upload(picture()), by=topic.author, alt="A flag")
    with pytest.raises(ValidationError, match="Each image needs alternative text"):
        reply(topic, by=topic.author, source=f"![]({said.get_absolute_url()})")


def test_a_picture_that_is_not_there_is_a_link(topic):
    address = "/attachments/01234567-89ab-cdef-0123-456789abcdef/"
    assert "<img" not in reply(topic, by=topic.author, source=f"![A flag]({address})").html


def test_an_edit_binds_what_it_adds(topic):
    made = attach(upload(picture()), by=topic.author, alt="A flag")
    post = topic.posts.get()
    edit_post(post, by=topic.author, source=f"{post.source} {made.markdown}", read_source=post.source)
    made.refresh_from_db()
    assert made.post == post


def test_what_somebody_else_has_uploaded_is_not_bound(topic):
    made = attach(upload(picture()), by=topic.author, alt="A flag")
    reply(topic, by=make.belonging(topic.community), source=made.markdown)
    made.refresh_from_db()
    assert made.post is None


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (PDF, "plan.html", "plan.pdf"),
        (DOCX, "../../etc/pass wd.exe", "pass wd.docx"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", "a.xlsx"),
        (office("[Content_Types].xml", "ppt/a.xml"), "\u202exslp.exe", "xslp.pptx"),
        (CSV, "C:\\temp\\numbers.csv", "numbers.csv"),
    ],
)
def test_a_file_is_what_its_content_is_and_is_only_saved(topic, content, name, kept):
    made = attach(upload(content, name), by=topic.author)
    scan_attachment(attachment_id=made.pk)
    assert made.name == kept and made.markdown.startswith("[")
    reply(topic, by=topic.author, source=made.markdown)
    answer = get(None, made)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == content


BAD = {
    "empty": b"",
    "html": b"<html>,<script>alert(1)</script>\n,",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "script": b"#!/bin/sh\nrm -rf a,b",
    "program": b"MZ\x90\x00\x03",
    "gif": b"GIF89a",
    "words": b"Only words.",
    "zip": office("a.txt"),
    "two": office("[Content_Types].xml", "word/a.xml", "xl/a.xml"),
    "macros": office("[Content_Types].xml", "word/a.xml", "word/vbaProject.bin"),
    "broken zip": b"PK\x03\x04 and no more",
    "broken picture": b"\x89PNG\r\n\x1a\n and no more",
    "nul": b"a,b\x00\nc,d",
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_anything_else_is_refused_in_words(topic, content):
    with pytest.raises(ValidationError) as wrong:
        attach(upload(content, "a.pdf"), by=topic.author, alt="A flag")
    assert list(wrong.value.message_dict) == ["file"] and not Attachment.objects.exists()


def test_a_large_file_is_refused(topic):
    with pytest.raises(ValidationError, match="larger than 10 megabytes"):
        attach(upload(PDF + b"0" * 10 * 1024 * 1024), by=topic.author)


def test_nobody_piles_up_uploads(topic, monkeypatch):
    monkeypatch.setattr(rules.files, "MOST_UNUSED", 1)
    attach(upload(PDF), by=topic.author)
    with pytest.raises(Refused, match="wait to be posted"):
        attach(upload(PDF), by=topic.author)


# --- who gets it ----------------------------------------------------------------------------------


def test_before_it_is_posted_only_who_uploaded_it_gets_it(topic):
    made = attach(upload(picture()), by=topic.author, alt="A flag")
    assert get(topic.author, made).status_code == 200
    assert get(None, made).status_code == get(make.administrator(), made).status_code == 404


def test_what_is_in_a_private_community_is_for_its_members(site):
    secret = make.topic(make.community(visibility=Visibility.PRIVATE))
    made = attach(upload(PDF), by=secret.author)
    scan_attachment(attachment_id=made.pk)
    reply(secret, by=secret.author, source=made.markdown)
    assert get(make.belonging(secret.community), made).status_code == 200
    assert get(make.member(), made).status_code == get(None, made).status_code == 404


def test_what_is_in_a_hidden_post_is_for_its_author_and_the_keepers(topic):
    made = attach(upload(PDF), by=topic.author)
    scan_attachment(attachment_id=made.pk)
    post = reply(topic, by=topic.author, source=made.markdown)
    lead = make.belonging(topic.community, Role.LEAD)
    hide_post(post, by=lead, reason="Personal data")
    assert get(lead, made).status_code == get(topic.author, made).status_code == 200
    assert get(None, made).status_code == get(make.member(), made).status_code == 403


# --- scanning -------------------------------------------------------------------------------------


def scanner(file, name: str) -> str:
    return "Found a virus" if b"EICAR" in file.read() else ""


def test_a_file_is_handed_out_only_after_it_was_found_clean(topic, settings):
    settings.ATTACHMENT_SCANNER = f"{__name__}.scanner"
    made = attach(upload(PDF), by=topic.author)
    assert jobs("scan_attachment") == [{"attachment_id": made.pk}]
    assert "This file is being checked." in text(get(topic.author, made))
    for _ in range(2):
        scan_attachment(attachment_id=made.pk)
    assert get(topic.author, made).status_code == 200


def test_a_refused_picture_goes_from_its_post_and_from_the_disk(
    topic, settings, django_capture_on_commit_callbacks
):
    settings.ATTACHMENT_SCANNER = f"{__name__}.scanner"
    made = attach(upload(picture()), by=topic.author, alt="A flag")
    post = reply(topic, by=topic.author, source=made.markdown)
    assert "<img" in post.html
    with made.file.storage.open(made.file.name, "wb") as file:
        file.write(b"EICAR")
    with django_capture_on_commit_callbacks(execute=True):
        scan_attachment(attachment_id=made.pk)
    post.refresh_from_db()
    assert "<img" not in post.html and not made.file.storage.exists(made.file.name)
    assert get(topic.author, made).status_code == 403


# --- what is never posted -------------------------------------------------------------------------


def test_what_was_not_posted_for_a_month_goes_unless_a_draft_names_it(
    topic, django_capture_on_commit_callbacks
):
    forgotten, drafted, posted = (attach(upload(PDF), by=topic.author) for _ in range(3))
    reply(topic, by=topic.author, source=posted.markdown)
    save_draft(topic.author, place_of(topic), {"body": drafted.markdown}, version=0)
    assert forget_unposted() == 0
    Attachment.objects.update(at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_unposted() == 1
    assert set(Attachment.objects.all()) == {drafted, posted}
    assert not forgotten.file.storage.exists(forgotten.file.name)


# --- the form -------------------------------------------------------------------------------------


def test_without_a_script_a_button_puts_a_picture_into_the_text(topic):
    typed = {"body": "Look:", "attach": "1", "attach-file": upload(picture()), "attach-alt": "A navy flag"}
    page = text(browser(topic.author).post(f"/topics/{topic.pk}/reply/", typed))
    made = Attachment.objects.get()
    assert f"Look:\n\n{made.markdown}" in page and Post.objects.count() == 1


def test_without_a_script_what_is_wrong_is_said_beside_the_field(topic):
    typed = {"body": "Look:", "attach": "1", "attach-file": upload(picture()), "attach-alt": "image.png"}
    page = text(browser(topic.author).post(f"/topics/{topic.pk}/reply/", typed))
    assert "is a file name, not alternative text" in page and ">\nLook:</textarea>" in page
    page = text(browser(topic.author).post(f"/topics/{topic.pk}/reply/", {"body": "Look:", "attach": "1"}))
    assert "Choose a file." in page


def test_the_script_is_told_what_to_put_into_the_text(topic):
    client = browser(topic.author)
    answer = client.post("/attachments/add/", {"attach-file": upload(CSV, "a.csv")})
    assert answer.status_code == 201 and answer.json()["markdown"].startswith("[a.csv](/attachments/")
    answer = client.post("/attachments/add/", {"attach-file": upload(picture())})
    assert answer.status_code == 422 and list(answer.json()["errors"]) == ["alt"]
