"""Discussions with the keyboard alone: replying, formatting, completing; keys that can be switched off."""

from playwright.sync_api import Page, expect

from .talking import LUIS, ask
from .test_the_walk import sign_in

NAMED = "(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent).trim()"


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press Tab until what is called so has the focus."""
    for _ in range(120):
        page.keyboard.press(key)
        if " ".join(page.evaluate(NAMED).split()) == name:
            return
    raise AssertionError(f"{name} can't be reached by keyboard")


def test_a_member_replies_and_marks_without_a_mouse(walker):
    topic = ask("Which keys do you press most often in a day?", replies=1)
    member = walker(1280)
    sign_in(member, LUIS)
    member.go(topic.get_absolute_url())
    page = member.page
    tab_to(page, "Helpful #2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Helpful (1) #2")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("r")
    expect(page.get_by_label("Text", exact=True)).to_be_focused()
    page.keyboard.type("Slash, for the search.")
    page.keyboard.press("Control+Enter")
    member.sees("Your reply is posted")
    expect(page.locator("#post-3")).to_contain_text("Slash, for the search.")
    tab_to(page, "More #3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copy as quote #3")).to_be_visible()
    member.look()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Copy as quote #3")).to_be_hidden()
    assert " ".join(page.evaluate(NAMED).split()) == "More #3"


def test_the_toolbar_is_one_stop_whose_buttons_say_what_they_do(walker):
    topic = ask("What do you write in tables rather than in lists?")
    member = walker(1280)
    sign_in(member, LUIS)
    member.go(topic.get_absolute_url())
    page = member.page
    area = page.get_by_label("Text", exact=True)
    tools = page.get_by_role("toolbar", name="Formatting").get_by_role("button")
    names = ["Bold", "Link", "Quote", "List", "Code", "Table", "Picture or file"]
    assert tools.all_inner_texts() == names
    area.focus()
    page.keyboard.type("Opening hours")
    tab_to(page, "Bold", key="Shift+Tab")
    page.keyboard.press("ArrowLeft")
    expect(tools.last).to_be_focused()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(tools.nth(3)).to_be_focused()
    page.keyboard.press("Enter")
    expect(area).to_be_focused()
    page.keyboard.type("Monday")
    expect(area).to_have_value("Opening hours\n- Monday")


def test_names_and_tags_in_a_text_are_completed_by_keys(walker):
    topic = ask("Whom do you ask about captions in two languages?")
    member = walker(1280)
    sign_in(member, LUIS)
    member.go(topic.get_absolute_url())
    page = member.page
    area = page.get_by_label("Text", exact=True)
    foot = page.locator(".composer__foot").bounding_box()
    area.press_sequentially("I asked @vict")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_contain_text("Victor Nguyen")
    expect(page.get_by_role("status").filter(has_text="Suggestions: ")).to_have_count(1)
    assert page.locator(".composer__foot").bounding_box() == foot  # the list lies over what follows
    member.look()
    page.keyboard.press("ArrowDown")
    chosen = area.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(area).to_have_value("I asked @victor-nguyen ")
    area.press_sequentially("about #capt")
    expect(options.filter(has_text="captions").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(area).to_be_focused()
    page.keyboard.press("Backspace")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(area).to_be_focused()
    page.keyboard.press("Control+Enter")
    member.sees("Your reply is posted")


def test_keys_can_be_switched_off_and_on_again(walker):
    topic = ask("Do single keys get in the way of your screen reader?", replies=2)
    member = walker(1280)
    sign_in(member, LUIS)
    member.go(topic.get_absolute_url())
    page = member.page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    member.look()
    tab_to(page, "Switch them off")
    page.keyboard.press("Enter")
    page.wait_for_url("**/shortcuts/")
    tab_to(page, "Switch shortcuts off")
    page.keyboard.press("Enter")
    member.sees("They are off for you.")
    member.look()
    member.go(topic.get_absolute_url())
    for key in ("?", "j", "r"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement === document.body")
    member.go("/shortcuts/")
    member.press("Switch shortcuts on")
    member.go(topic.get_absolute_url())
    page.keyboard.press("j")
    expect(page.locator(".post__name").first).to_be_focused()
