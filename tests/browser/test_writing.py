"""Writing with a real browser: similar topics, drafts on two devices, pictures with words, completion."""

import pytest
from playwright.sync_api import expect

from .talking import DANA, TOBY, VICTOR, ask, flag
from .test_the_walk import WIDTHS, sign_in

# What a hand does with a file: pastes it into the text, or drops it there.
HANDED = """(area, [how, name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
  const options = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
  area.dispatchEvent(how === "paste" ? new ClipboardEvent(how, options) : new DragEvent(how, options));
}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_a_question_finds_what_is_answered_is_kept_elsewhere_and_gets_a_picture(walker, width):
    laptop, phone = walker(width), walker(width)
    for device in (laptop, phone):
        sign_in(device, TOBY)
    laptop.go("/communities/accessibility/start/?kind=question")
    page = laptop.page
    page.get_by_label("Title").press_sequentially("How do we write alt text for charts and maps?")
    expect(page.get_by_role("heading", name="Already answered?")).to_be_visible()
    laptop.look()
    _is_kept(page, "We publish a map each week.")
    phone.go("/communities/accessibility/start/")
    expect(phone.page.get_by_label("Text", exact=True)).to_have_value("We publish a map each week.")
    _is_kept(phone.page, "We publish a map each day.")
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


def _is_kept(page, text: str) -> None:
    """Write, and wait until this text is on the server: what was saved before says “Draft saved” too."""
    with page.expect_response(lambda each: text in (each.request.post_data or "")):
        page.get_by_label("Text", exact=True).fill(text)
    expect(page.locator("[data-draft]")).to_contain_text("Draft saved")


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


def test_leaving_warns_until_the_draft_is_kept_and_another_device_has_it(walker):
    laptop, phone = walker(1280), walker(320)
    sign_in(laptop, VICTOR)
    laptop.go("/communities/accessibility/start/?kind=discussion")
    page = laptop.page
    page.get_by_label("Title").press_sequentially("Quiet hours for those who answer")
    page.get_by_label("Text", exact=True).press_sequentially("We try nine to five.")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    expect(page.locator("[data-draft]")).to_contain_text("Draft saved")
    page.get_by_role("button", name="Share", exact=True).click()  # what is typed goes along
    page.get_by_label("Link").press_sequentially("https://www.section508.gov/")
    with page.expect_response(lambda each: "Do you?" in (each.request.post_data or "")):
        page.get_by_label("Text", exact=True).press_sequentially(" Do you?")
    expect(page.locator("[data-draft]")).to_contain_text("Draft saved")
    with page.expect_event("close"):
        page.close(run_before_unload=True)

    sign_in(phone, VICTOR)
    phone.go("/drafts/")
    phone.follow("Quiet hours for those who answer")
    expect(phone.page.get_by_label("Text", exact=True)).to_have_value("We try nine to five. Do you?")
    expect(phone.page.get_by_label("Link")).to_have_value("https://www.section508.gov/")
    phone.press("Discard draft")
    phone.sees("The draft is discarded.")


@pytest.mark.parametrize(("width", "how"), [(320, "paste"), (1280, "drop")])
def test_a_picture_that_is_handed_over_needs_words_or_is_decorative(walker, width, how):
    topic = ask(f"What stands in the background of your pictures, take {width}?")
    member = walker(width)
    sign_in(member, TOBY)
    member.go(topic.get_absolute_url())
    page = member.page
    area = page.get_by_label("Text", exact=True)
    dialog = page.get_by_role("dialog", name="Add a picture or a file")
    alt = dialog.get_by_label("Alternative text")
    picture = flag()
    area.fill("Before. ")
    area.evaluate(HANDED, [how, picture["name"], list(picture["buffer"])])
    expect(alt).to_be_focused()
    member.look()
    for words, refusal in (
        ("", "needs alternative text"),
        ("IMG_0001.png", "is a file name"),
        ("Image of a flag", "Leave out “image of”"),
    ):
        alt.fill(words)
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_contain_text(refusal)
        expect(alt).to_be_focused()
        expect(alt).to_have_attribute("aria-invalid", "true")
    member.look()
    alt.fill("A navy flag on a mast")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(area).to_be_focused()

    area.evaluate(HANDED, [how, picture["name"], list(picture["buffer"])])
    expect(alt).to_have_value("")
    dialog.get_by_text("The picture is decorative").click()
    dialog.get_by_role("button", name="Add to the text").click()
    expect(dialog).to_be_hidden()
    member.press("Preview")
    expect(page.locator("[data-preview-panel] img")).to_have_count(2)
    expect(area).to_be_hidden()
    member.press("Post reply")
    member.sees("Your reply is posted")
    pictures = page.locator("#post-2 .markdown img")
    assert [each.get_attribute("alt") for each in pictures.all()] == ["A navy flag on a mast", ""]
    member.look()


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
    expect(page.get_by_role("heading", name="Reply to post 1")).to_be_visible()
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
