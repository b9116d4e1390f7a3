"""The main job, from the front door to the ledger, on a phone's width and on a desk's."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import Walker

WIDTHS = [320, 1280]


def code_for(walker: Walker, address: str) -> str:
    """Read the newest code that was mailed to an address, where a developer reads it."""
    other = walker.page.context.new_page()
    other.goto(walker.server + "/dev/mail/")
    code = other.locator("main li", has_text=address).locator("code").first.inner_text()
    other.close()
    return code


def sign_in(walker: Walker, address: str) -> None:
    walker.go("/")
    walker.follow("Sign in")
    walker.fill("Your e-mail address", address)
    walker.press("Send me a code", exact=False)
    walker.fill("Code", code_for(walker, address))
    walker.press("Confirm")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_visitor_sees_what_this_is_and_reads_an_answered_question(walker, width):
    visitor = walker(width)
    visitor.go("/")
    visitor.sees("Government social media managers ask, answer")
    visitor.sees("not a government website")
    visitor.follow("Toolkits", exact=True)
    visitor.follow("Improving the Accessibility of Social Media")
    visitor.page.get_by_role("main").get_by_role(
        "link", name=re.compile("alt text", re.IGNORECASE)
    ).first.click()
    visitor.look()
    visitor.follow("Communities", exact=True)
    visitor.follow("Accessibility", exact=True)
    visitor.sees("Solved")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_newcomer_joins_fills_in_a_profile_asks_and_is_answered(walker, width):
    address, name = f"robin.vale{width}@nih.gov", f"Robin Vale {width}"
    newcomer = walker(width)
    newcomer.go("/")
    newcomer.follow("Join")
    newcomer.fill("Your government e-mail address", address)
    newcomer.press("Send me a code", exact=False)
    newcomer.fill("Code", code_for(newcomer, address))
    newcomer.press("Confirm")
    newcomer.sees("Department of Health and Human Services")
    newcomer.fill("Your name", name)
    newcomer.fill("Job title", "Digital outreach lead")
    newcomer.page.get_by_text("Employee of the agency").click()
    newcomer.page.get_by_text("I will follow the guidelines").click()
    newcomer.press("Join", exact=False)
    newcomer.sees("You are a member now")

    newcomer.follow("People", exact=True)
    newcomer.fill("Find a person", "gsa screen readers")
    newcomer.press("Find")
    newcomer.follow("Victor Nguyen")
    newcomer.sees("Accessibility engineer")
    newcomer.go("/people/me/edit/")
    newcomer.fill("Expertise", "captions, live video")
    newcomer.fill("Ask me about", "Captions for webinars")
    newcomer.press("Save", exact=False)
    newcomer.sees("Captions for webinars")

    newcomer.follow("Communities", exact=True)
    newcomer.follow("Accessibility", exact=True)
    newcomer.press("Join", exact=False)
    newcomer.follow("Start a topic")
    title = f"Who writes alt text for the lab's microscope images {width}?"
    newcomer.fill("Title", title)
    newcomer.fill(
        "Text", "Our scientists send **forty images** a week. @victor-nguyen, how do you split this work?"
    )
    newcomer.press("Preview")
    newcomer.sees("@Victor Nguyen")
    newcomer.press("Write")
    newcomer.fill("Tags", "alt text, images")
    newcomer.press("Post topic")
    newcomer.sees(title)

    expert = walker(width)
    sign_in(expert, "victor.nguyen+demo@gsa.gov")
    expert.follow("Communities", exact=True)
    expert.follow("Accessibility", exact=True)
    expert.follow(title)
    expert.fill("Text", "Give each scientist *three example sentences* and edit what they send.")
    expert.press("Post reply")
    expert.sees("Your reply is posted")

    newcomer.page.reload()
    newcomer.press("Accept as answer", exact=False)
    newcomer.sees("Solved")
    newcomer.sees("Answer by Victor Nguyen")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_finds_the_answer_the_toolkit_and_a_person_with_one_question(walker, width):
    member = walker(width)
    sign_in(member, "toby.marsh+demo@state.gov")
    member.page.get_by_role("searchbox").locator("visible=true").first.fill(
        "how do I write alt text for a map"
    )
    member.page.keyboard.press("Enter")
    member.page.wait_for_url("**/search/**")
    member.look()
    for tab in ("Discussions", "Toolkits", "People"):
        member.go("/search/?q=how+do+I+write+alt+text+for+a+map")
        member.page.get_by_role("main").get_by_role("link", name=re.compile(f"^{tab}")).click()
        member.look()
        assert member.page.get_by_role("main").locator("h2 a").count() >= 1


@pytest.mark.parametrize("width", WIDTHS)
def test_a_moderator_hides_a_post_the_author_reads_why_and_the_ledger_shows_it(walker, width):
    author = walker(width)
    sign_in(author, "toby.marsh+demo@state.gov")
    author.follow("Communities", exact=True)
    author.follow("Accessibility", exact=True)
    if author.page.get_by_role("button", name="Join").locator("visible=true").count():
        author.press("Join", exact=False)
    author.page.get_by_role("main").locator("h2 a, h3 a").first.click()
    author.fill("Text", f"Call the complainant, her name is in the file {width}.")
    author.press("Post reply")
    address = author.page.url

    moderator = walker(width)
    sign_in(moderator, "victor.nguyen+demo@gsa.gov")
    moderator.page.goto(address)
    moderator.page.locator("article", has_text=f"in the file {width}").get_by_role(
        "link", name="Hide"
    ).click()
    moderator.look()
    moderator.press("Hide", exact=False)
    moderator.sees("Give a reason")
    moderator.fill(
        "Reason", f"It points to a member of the public ({width}). Leave the person out and post it again."
    )
    moderator.press("Hide", exact=False)
    moderator.sees("The post is hidden")

    author.page.reload()
    author.look()
    author.sees(f"It points to a member of the public ({width})")
    moderator.follow("Accessibility", exact=True)
    moderator.follow("Ledger")
    moderator.sees("hid a post")
    moderator.sees(f"It points to a member of the public ({width})")


@pytest.mark.parametrize("width", WIDTHS)
def test_an_editor_adds_a_section_to_a_toolkit_and_everybody_reads_it(walker, width):
    title = f"Who answers comments at night {width}"
    editor = walker(width)
    sign_in(editor, "amy.tran+demo@ca.gov")
    editor.follow("Edit toolkits")
    page = editor.page
    if width == 320:
        editor.press("Toggle sidebar")
    page.get_by_role("button", name="Pages", exact=True).click()
    toolkits = page.get_by_role("navigation").get_by_role("link", name="Toolkits", exact=True)
    expect(toolkits).to_be_visible()
    editor.look()
    toolkits.click()
    page.get_by_role("link", name="Explore child pages of 'Social media policy starter kit'").click()
    editor.follow("Add child page")

    page.get_by_role("textbox", name="Title").first.fill(title)
    page.get_by_role("textbox", name="Summary").fill("One rota, one page, no surprises.")
    insert(editor, "Checklist")
    checklist = page.get_by_role("group", name="Checklist")
    checklist.get_by_role("textbox", name="Title").fill("Before the weekend")
    checklist.get_by_role("textbox", name="What to check").fill("Name one person")
    insert(editor, "Text")
    page.get_by_role("textbox", name="Text").fill("Nights are shared out fairly.")
    editor.look()
    page.get_by_role("button", name="More actions").last.click()
    editor.look()
    editor.press("Publish")
    expect(page.get_by_role("status")).to_contain_text("published")
    editor.look()

    reader = walker(width)
    reader.go("/toolkits/social-media-policy-starter-kit/")
    reader.follow(title)
    reader.sees("Before the weekend")
    reader.sees("Name one person")
    reader.sees("Nights are shared out fairly.")
    reader.go("/search/?q=who+answers+comments+at+night")
    reader.sees(title)


def insert(editor: Walker, block: str) -> None:
    """Add a block at the end of what is being written."""
    page = editor.page
    page.get_by_role("button", name="Insert a block").locator("visible=true").last.click()
    option = page.get_by_role("option", name=block, exact=True)
    expect(option).to_be_visible()
    editor.look()
    option.click()
    editor.look()


def test_a_member_asks_replies_and_marks_with_the_keyboard_alone(walker):
    member = walker(1280)
    sign_in(member, "dana.whitfield+demo@epa.gov")
    member.go("/communities/accessibility/start/")
    page = member.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    tab_to(page, "Title")
    page.keyboard.type("Which keyboard shortcut do you use most?")
    tab_to(page, "Text")
    # otherwise what resembles it would be shown before it is posted
    expect(page.locator("[name=seen_similar]")).to_have_value("yes")
    page.keyboard.type("I have no mouse today.")
    tab_to(page, "Tags")
    page.keyboard.type("testing")
    page.keyboard.press("Enter")
    page.wait_for_url("**/topics/**")
    member.look()
    tab_to(page, "Text")
    page.keyboard.type("Here is mine: slash, for the search.")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Post reply":
            break
    page.keyboard.press("Enter")
    member.sees("Here is mine")


def tab_to(page, label: str) -> None:
    """Press Tab until the control with this label has the focus, which must be visible."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.labels?.[0]?.textContent ?? '').trim()").startswith(label):
            return
    raise AssertionError(f"{label} can't be reached by keyboard")
