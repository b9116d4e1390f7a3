"""Discussions where no script runs: asking, what is said before posting, replying, a picture, a change."""

import pytest
from playwright.sync_api import expect

from .talking import LUIS, flag
from .test_the_walk import WIDTHS, sign_in


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_asks_replies_and_edits_without_javascript(walker, width):
    member = walker(width, java_script_enabled=False)
    member.look = lambda: None  # axe itself is JavaScript
    sign_in(member, LUIS)
    member.go("/communities/accessibility/start/?kind=question")
    member.fill("Title", f"How do we write alt text for charts and maps, take {width}?")
    member.fill("Text", "We publish a map **each week**.")
    member.press("Post topic")
    member.sees("Fix this to go on")
    member.fill("Tags", "alt text")
    member.press("Preview")
    expect(member.page.locator("[data-preview-panel] strong")).to_have_text("each week")
    member.press("Post topic")
    member.sees("Before you post")
    member.sees("Nothing is posted yet")
    expect(member.page.get_by_role("heading", name="Already answered?")).to_be_visible()
    expect(member.page.get_by_label("Tags")).to_have_value("alt text")
    member.press("Post topic")
    member.sees("Your topic is posted")
    _reply(member)
    member.follow("Edit #2")
    member.fill("Text", "It is a flag, in *two* colors.")
    member.press("Preview")
    expect(member.page.locator("[data-preview-panel] em")).to_have_text("two")
    member.press("Save")
    member.sees("Your change is saved.")
    expect(member.page.locator("#post-2 em")).to_have_text("two")
    member.follow("changes of #2")
    member.sees("Changes of post 2")


def _reply(member) -> None:
    """Reply with a picture that goes into the text by the form alone."""
    member.follow("Reply #1")
    member.fill("Text", "It looks like this:")
    member.press("Preview")
    expect(member.page.locator("[data-preview-panel]")).to_contain_text("It looks like this")
    member.page.get_by_text("Add a picture or a file").first.click()
    member.page.get_by_label("Picture or file").set_input_files(flag())
    member.fill("Alternative text", "image of a flag")
    member.press("Add to the text")
    member.sees("Leave out “image of”")
    expect(member.page.get_by_label("Text", exact=True)).to_have_value("It looks like this:")
    member.page.get_by_label("Picture or file").set_input_files(flag())
    member.fill("Alternative text", "A navy flag on a mast")
    member.press("Add to the text")
    member.press("Post reply")
    member.sees("Your reply is posted")
    expect(member.page.locator("#post-2").get_by_role("img", name="A navy flag on a mast")).to_be_visible()
    expect(member.page.locator("#post-2")).to_contain_text("in reply to #1")
