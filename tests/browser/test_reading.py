"""Reading: lists that are narrowed, bookmarks, new replies while a page is open, keys."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from communities.discussions.models import Post, Topic
from communities.discussions.writing.posting import reply

from .test_the_walk import WIDTHS, sign_in

TITLE = "How do we caption live video on Instagram?"


def say(source: str) -> Post:
    """Somebody replies meanwhile."""
    topic = Topic.objects.get(title=TITLE)
    lead = get_user_model().objects.get(slug="dana-whitfield")
    return reply(topic, by=lead, source=source)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_finds_keeps_and_follows_along(walker, width):
    member = walker(width)
    sign_in(member, "toby.marsh+demo@state.gov")
    for address in ("/topics/", "/topics/?show=answerable", "/topics/?tag=walrus", "/shortcuts/"):
        member.go(address)
    member.go("/topics/?kind=question&show=unsolved")
    member.sees("Kind: Question")
    member.go("/communities/accessibility/")
    member.follow(TITLE)
    member.go("/topics/")
    member.press("Mark all discussions as read")
    member.go("/communities/accessibility/")
    member.follow(TITLE)
    member.go(f"/topics/{Topic.objects.get(title=TITLE).pk}/print/")
    member.page.go_back()
    while member.page.get_by_role("link", name="Next").count():
        member.follow("Next")
    address = member.page.url
    member.follow("Bookmark", exact=False)
    member.fill("Note", "For our next briefing")
    member.press("Bookmark")
    member.go("/bookmarks/")
    member.sees("For our next briefing")
    member.page.goto(address)
    member.follow("Bookmarked", exact=False)
    member.press("Remove the bookmark")
    member.sees("The bookmark is removed.")
    expect(member.page.locator("body")).not_to_contain_text("For our next briefing")


def test_new_replies_are_announced_and_put_below_what_is_read(walker):
    member = walker(1280)
    sign_in(member, "toby.marsh+demo@state.gov")
    member.go("/communities/accessibility/")
    page = member.page
    page.clock.install()
    member.follow(TITLE)
    say("Captions arrived meanwhile.")
    before = page.locator(".posts > .post").count()
    page.clock.fast_forward(46_000)
    news = page.locator("[data-news]")
    expect(news).to_contain_text("1 new reply")
    assert page.locator(".posts > .post").count() == before
    news.get_by_role("link").click()
    expect(page.locator(".posts > .post")).to_have_count(before + 1)
    member.sees("Captions arrived meanwhile.")


def test_keys_lead_through_a_page_and_never_disturb_typing(walker):
    member = walker(1280)
    sign_in(member, "toby.marsh+demo@state.gov")
    member.go("/communities/accessibility/")
    page = member.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".topic-row__title a").nth(1)).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    member.look()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("j?k")
    expect(page.locator("#site-search")).to_have_value("j?k")
    expect(page.get_by_role("dialog")).to_be_hidden()
