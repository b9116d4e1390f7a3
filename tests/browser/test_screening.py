"""Screening with a real browser: words are marked, mended or answered for, and posted, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from communities.discussions.models import Post

from .talking import DANA, ask
from .test_the_walk import WIDTHS, sign_in


@pytest.mark.parametrize("width", WIDTHS)
def test_a_warning_is_read_the_words_are_mended_and_the_rest_is_answered_for(walker, width):
    topic = ask(f"Who answers the telephone at {width}?")
    walk = walker(width)
    sign_in(walk, DANA)
    walk.go(topic.get_absolute_url())
    page = walk.page
    text = page.get_by_label("Text", exact=True)
    text.fill("Ask (303) 555-0142, his number is 765-43-2187.")
    text.press("Control+Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    walk.sees("This can’t be posted as it is")
    walk.look()
    text.fill("Ask (303) 555-0142 on Mondays.")
    text.press("Control+Enter")
    walk.sees("Look at these words before you post")
    expect(page.locator("mark")).to_have_text("(303) 555-0142")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_be_in_viewport()
    expect(text).to_have_value("Ask (303) 555-0142 on Mondays.")
    walk.look()
    reason = page.get_by_label("Post anyway, because …")
    reason.fill("It is our own front desk.")
    reason.press("Enter")
    walk.sees("Your reply is posted")
    assert Post.objects.filter(topic=topic, source__contains="555-0142 on Mondays").count() == 1
