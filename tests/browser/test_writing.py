"""Writing with a real browser: similar topics, drafts on two devices, pictures with words, completion."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from .test_the_walk import sign_in

DANA = "dana.whitfield+demo@epa.gov"


def flag() -> dict:
    made = BytesIO()
    Image.new("RGB", (600, 300), "navy").save(made, "PNG")
    return {"name": "IMG_0001.png", "mimeType": "image/png", "buffer": made.getvalue()}


@pytest.mark.parametrize("width", [320, 1280])
def test_a_question_finds_what_is_answered_is_kept_elsewhere_and_gets_a_picture(walker, width):
    laptop, phone = walker(width), walker(width)
    for device in (laptop, phone):
        sign_in(device, DANA)
    laptop.go("/communities/accessibility/start/?kind=question")
    page = laptop.page
    page.get_by_label("Title").press_sequentially("How do we write alt text for charts and maps?")
    expect(page.get_by_role("heading", name="Already answered?")).to_be_visible()
    laptop.look()
    page.get_by_label("Text", exact=True).fill("We publish a map each week.")
    expect(page.locator("[data-draft]")).to_contain_text("Draft saved")
    phone.go("/communities/accessibility/start/")
    expect(phone.page.get_by_label("Text", exact=True)).to_have_value("We publish a map each week.")
    phone.page.get_by_label("Text", exact=True).fill("We publish a map each day.")
    expect(phone.page.locator("[data-draft]")).to_contain_text("Draft saved")
    page.get_by_label("Text", exact=True).fill("We publish a map each month.")
    expect(page.locator("[data-conflict]")).to_be_visible()
    expect(page.locator("[data-other-text]")).to_have_text("We publish a map each day.")
    laptop.look()
    page.get_by_role("button", name="Keep the text in this window").click()
    expect(page.locator("[data-conflict]")).to_be_hidden()
    _add_picture(laptop)
    page.get_by_label("Tags").press_sequentially("alt")
    expect(page.get_by_role("option", name="alt text").first).to_be_visible()
    laptop.look()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Tags")).to_have_value("alt text, ")
    page.get_by_label("Text", exact=True).press("Control+Enter")
    laptop.sees("Your topic is posted")
    expect(page.get_by_role("img", name="A navy flag on a mast")).to_be_visible()
    laptop.look()
    laptop.go("/drafts/")
    expect(page.get_by_text("How do we write alt text for charts")).to_have_count(0)


def _add_picture(device) -> None:
    page = device.page
    page.get_by_role("button", name="Picture or file").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Picture or file").set_input_files(flag())
    dialog.get_by_role("button", name="Add to the text").click()
    expect(dialog.get_by_role("alert")).to_contain_text("needs alternative text")
    device.look()
    dialog.get_by_label("Alternative text").fill("A navy flag on a mast")
    dialog.get_by_role("button", name="Add to the text").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_label("Text", exact=True)).not_to_have_value("We publish a map each month.")


def test_names_are_completed_and_a_selection_is_quoted(walker):
    member = walker(1280)
    sign_in(member, DANA)
    member.go("/communities/accessibility/")
    member.page.locator(".topic-row__title a").first.click()
    page = member.page
    page.locator(".post .markdown p").first.select_text()
    page.locator("article.post").first.get_by_role("link", name="Reply #1").click()
    area = page.get_by_label("Text", exact=True)
    assert area.input_value().startswith("> **")
    area.press_sequentially("@luis-o")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert "@luis-ortega " in area.input_value()
    member.look()


def test_a_draft_is_kept_and_a_picture_added_without_javascript(walker):
    member = walker(1280, java_script_enabled=False)
    member.look = lambda: None  # axe itself is JavaScript
    sign_in(member, "luis.ortega+demo@va.gov")
    member.go("/communities/accessibility/start/")
    member.press("Share")
    member.fill("Link", "https://www.section508.gov/")
    member.fill("Text", "Worth **reading**.")
    member.page.get_by_text("Add a picture or a file").first.click()
    member.page.get_by_label("Picture or file").set_input_files(flag())
    member.fill("Alternative text", "A navy flag on a mast")
    member.press("Add to the text")
    assert (
        "![A navy flag on a mast](/attachments/" in member.page.get_by_label("Text", exact=True).input_value()
    )
    member.press("Save draft")
    member.sees("Draft saved")
    member.go("/communities/accessibility/start/")
    assert member.page.get_by_label("Link").input_value() == "https://www.section508.gov/"
    member.press("Discard draft")
    member.sees("The draft is discarded.")
