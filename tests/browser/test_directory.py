"""The directory by keyboard alone, with and without JavaScript, on a phone's width and on a desk's."""

import pytest

from .test_the_walk import WIDTHS, sign_in

STATES = {
    "plain": "/people/",
    "filtered": "/people/?expertise=captions&level=executive",
    "empty": "/people/?q=nobodyiscalledthis",
    "long": "/people/?all=agency",
    "agencies": "/agencies/?q=boulder",
}


def reach(page, words: str) -> None:
    """Press Tab until what has the focus says `words`, or is the control with this id."""
    for _ in range(200):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if focus.count() and (words in focus.inner_text() or focus.get_attribute("id") == words):
            return
    raise AssertionError(f"“{words}” can't be reached by keyboard")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_directory_is_whole_in_each_of_its_states(walker, width):
    member = walker(width)
    sign_in(member, "toby.marsh+demo@state.gov")
    for address in STATES.values():
        member.go(address)
        for panel in (
            member.page.locator("details.facets:not([open]) > summary").locator("visible=true").all()
        ):
            panel.click()
            member.look()


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_is_found_by_keyboard_alone(walker, javascript):
    member = walker(1280, java_script_enabled=javascript)
    if not javascript:
        member.look = lambda: None  # axe itself is JavaScript
    sign_in(member, "toby.marsh+demo@state.gov")
    member.go("/people/")
    page = member.page
    reach(page, "people-search")
    page.keyboard.type("captions")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=captions*")
    reach(page, "Happy to help")
    page.keyboard.press("Enter")
    page.wait_for_url("**help=yes*")
    member.look()
    reach(page, "remove this filter")  # the words
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/?help=yes")
    name = page.locator(".person-row__name a").first.inner_text()
    reach(page, name)
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == name


def test_the_next_page_is_reached_by_keyboard(walker):
    member = walker(1280)
    sign_in(member, "toby.marsh+demo@state.gov")
    member.go("/people/")
    reach(member.page, "Next")
    member.page.keyboard.press("Enter")
    member.page.wait_for_url("**page=2")
    member.look()
