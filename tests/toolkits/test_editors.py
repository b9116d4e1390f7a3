"""The editors' interface over HTTP: who gets in, what they may do, and what it refuses to publish."""

import json
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from communities.finding.models import Document
from communities.ledger.models import Entry
from tests import make
from tests.tools import browser
from toolkits.models import Picture, SectionPage


@pytest.fixture
def toolkit(site):
    return make.toolkit("Accessible posts")


@pytest.fixture
def picture(site, settings, tmp_path) -> Picture:
    settings.MEDIA_ROOT = tmp_path
    data = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(data, "PNG")
    file = SimpleUploadedFile("IMG_2041.png", data.getvalue(), "image/png")
    return Picture.objects.create(title="IMG_2041.png", file=file)


def form(title: str = "On walruses", *, body=None, publish: bool = True, **fields) -> dict:
    """What a browser sends for a section."""
    data = {
        "title": title,
        "slug": "on-walruses",
        "summary": "In one sentence.",
        "body": streamfield(body or [("text", rich_text("<p>Their tusks.</p>"))]),
        "platforms": [],
        "tags": "walruses",
        "section_owner": "",
        "verified_on": "2026-11-01",
        "review_months": "6",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
        **fields,
    }
    return nested_form_data(data) | ({"action-publish": "action-publish"} if publish else {})


def add_address(toolkit) -> str:
    return f"/admin/pages/add/toolkits/sectionpage/{toolkit.pk}/"


def test_an_editor_adds_a_section_to_a_toolkit_and_publishes_it(toolkit):
    editor = make.editor()
    client = browser(editor)
    assert client.get(add_address(toolkit)).status_code == 200
    response = client.post(add_address(toolkit), form())
    assert response.status_code == 302, response.context["form"].errors
    section = SectionPage.objects.get(title="On walruses")
    assert section.live and section.url == "/toolkits/accessible-posts/on-walruses/"
    assert "Their tusks." in browser().get(section.url).content.decode()
    assert Document.objects.filter(object_id=section.pk, kind="toolkit").exists()
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.on) == ("section.published", editor, section)


def test_a_draft_is_saved_without_being_published(toolkit):
    browser(make.editor()).post(add_address(toolkit), form(publish=False))
    section = SectionPage.objects.get(title="On walruses")
    assert not section.live and browser().get(section.url).status_code == 404
    assert not Document.objects.filter(object_id=section.pk, kind="toolkit").exists()


def test_an_editor_changes_a_published_section(toolkit):
    section = make.section(toolkit, "On walruses")
    client, address = browser(make.editor()), f"/admin/pages/{section.pk}/edit/"
    assert client.get(address).status_code == 200
    assert client.post(address, form("On pelicans")).status_code == 302
    assert SectionPage.objects.get().title == "On pelicans"


@pytest.mark.parametrize("kind", ["visitor", "member", "lead"])
def test_nobody_else_writes_toolkits(toolkit, kind):
    person = {"visitor": None, "member": make.member(), "lead": make.belonging(make.community(), "lead")}[
        kind
    ]
    client, section = browser(person), make.section(toolkit)
    edits = [f"/admin/pages/{section.pk}/{act}/" for act in ("edit", "delete", "unpublish", "move")]
    for address in [add_address(toolkit), *edits]:
        for response in (client.get(address), client.post(address, form())):
            assert response.status_code in (302, 403), address
            assert not response.headers.get("Location", "").startswith("/admin/pages/"), address
    assert [(page.pk, page.title, page.live) for page in SectionPage.objects.all()] == [
        (section.pk, section.title, True)
    ]


def test_an_editor_changes_pages_and_neither_people_nor_settings(toolkit):
    client = browser(make.editor())
    assert client.get("/admin/").status_code == 200
    for address in ("/admin/users/", "/admin/groups/", "/admin/sites/", "/admin/redirects/"):
        assert client.get(address).status_code in (302, 403, 404), address


def test_an_editor_who_is_no_editor_any_more_does_not_get_in(toolkit):
    editor = make.editor()
    client = browser(editor)
    assert client.get("/admin/").status_code == 200
    editor.groups.clear()
    assert client.get("/admin/").status_code in (302, 403)


WRONG_TEXTS = {
    "IMG_2041.png": "is a file name, not alternative text",
    "photo 3.JPG": "is a file name, not alternative text",
    "Screenshot": "is a file name, not alternative text",
    "": "add some alt text|alternative text",
}


def with_picture(picture, alt: str, *, decorative: bool = False) -> dict:
    image = {"image": str(picture.pk), "alt_text": alt} | ({"decorative": "on"} if decorative else {})
    return form(body=[("picture", {"image": image, "caption": ""})])


@pytest.mark.parametrize("alt", WRONG_TEXTS)
def test_a_picture_is_not_published_with_a_file_name_or_nothing_for_its_text(toolkit, picture, alt):
    response = browser(make.editor()).post(add_address(toolkit), with_picture(picture, alt))
    assert response.status_code == 200 and not SectionPage.objects.exists()
    assert re.search(WRONG_TEXTS[alt], str(response.content.decode()), re.IGNORECASE)


def test_a_picture_is_published_with_a_text_that_says_what_it_shows(toolkit, picture):
    text = "A walrus asleep on the ice"
    response = browser(make.editor()).post(add_address(toolkit), with_picture(picture, text))
    assert response.status_code == 302
    page = browser().get(SectionPage.objects.get().url).content.decode()
    assert f'alt="{text}"' in page and "IMG_2041" not in page.replace("/media/", "").split("<figure")[0]


def test_a_picture_that_only_decorates_is_published_with_an_empty_text(toolkit, picture):
    response = browser(make.editor()).post(add_address(toolkit), with_picture(picture, "", decorative=True))
    assert response.status_code == 302
    assert 'alt=""' in browser().get(SectionPage.objects.get().url).content.decode()


def test_what_an_editor_pastes_runs_no_script(toolkit):
    """The editor of texts sends a document as JSON: what is in it becomes text, and links lead to pages."""
    words = "<script>alert(1)</script> there"
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}
    block = {"key": "a", "text": words, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "data": {}}
    block["entityRanges"] = [{"offset": 26, "length": 5, "key": 0}]
    pasted = json.dumps({"blocks": [block], "entityMap": {"0": link}})
    tip = {"title": "<b onclick=x()>Tip</b>", "text": pasted, "platforms": streamfield([])}
    response = browser(make.editor()).post(add_address(toolkit), form(body=[("text", pasted), ("tip", tip)]))
    assert response.status_code == 302, response.context["form"].errors
    page = browser().get(SectionPage.objects.get().url).content.decode()
    assert page.count("&lt;script&gt;alert(1)") == 2
    assert "<script>alert" not in page and "javascript:" not in page and "<b onclick" not in page


def test_the_title_of_a_picture_never_becomes_its_text(picture):
    assert picture.default_alt_text == ""


def test_the_editors_interface_answers_only_to_its_own_pages(toolkit):
    """It has a policy of its own, and the public site does not inherit it."""
    client = browser(make.editor())
    assert "unsafe-inline" in client.get("/admin/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in client.get("/").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in client.get(toolkit.url).headers["Content-Security-Policy"]
