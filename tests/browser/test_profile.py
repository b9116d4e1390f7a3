"""A profile by keyboard, with a photo, seen as a visitor, and a message: on a phone and on a desk."""

import io

import pytest
from PIL import Image

from .test_the_walk import WIDTHS, sign_in, tab_to


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_edits_the_profile_by_keyboard_and_sees_it_as_a_visitor(walker, width):
    member = walker(width)
    sign_in(member, "wendy.cole+demo@colorado.gov")
    member.go("/people/me/edit/")
    page = member.page
    tab_to(page, "Ask me about")
    page.keyboard.press("Control+A")
    page.keyboard.type(f"Story hours on camera {width}")
    tab_to(page, "Shown to: what to ask you about")
    page.keyboard.type("Every")
    tab_to(page, "American Sign Language")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/wendy-cole/")
    member.look()
    member.sees(f"Story hours on camera {width}")
    member.sees("in Denver, CO (Mountain)")
    member.follow("as a visitor")
    member.sees("Visitors see no page of you" if width == WIDTHS[0] else "as a visitor sees it")
    member.go("/people/me/edit/")
    member.follow("Change bureau or contractor")
    member.sees("Leads of communities that you no longer fit are told.")
    member.go("/people/me/edit/")
    page.get_by_label("Shown to: your name, job title and agency").select_option("Everyone")
    member.press("Save my profile")
    member.follow("as a visitor")
    member.sees(f"Story hours on camera {width}")

    visitor = walker(width)
    visitor.go("/people/wendy-cole/")
    visitor.sees(f"Story hours on camera {width}")
    assert "Mountain" not in visitor.page.content()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_wrong_form_says_what_to_do_and_keeps_what_was_typed(walker, width):
    member = walker(width)
    sign_in(member, "wendy.cole+demo@colorado.gov")
    member.go("/people/me/edit/")
    member.fill("Where link 1 goes, in words", "Click here")
    member.fill("Address of link 1", "javascript:alert(1)")
    member.fill("City", "Aurora")
    member.press("Save my profile")
    member.sees("Fix these 2 things to go on")
    assert member.page.get_by_role("textbox", name="City").input_value() == "Aurora"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_adds_a_photo_with_a_description(walker, width):
    member = walker(width)
    sign_in(member, "gwen.harper+demo@fws.gov")
    member.go("/people/me/photo/")
    choose = member.page.locator("input[type=file]")
    choose.set_input_files({"name": "me.png", "mimeType": "image/png", "buffer": b"%PDF-1.7 not a picture"})
    member.fill("Description of the photo", "Gwen at a heron rookery")
    member.press("Save my photo")
    member.sees("This file is not a picture that we can read.")
    member.page.locator("input[type=file]").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    )
    member.press("Save my photo")
    member.sees("Your photo is saved.")
    photo = member.page.get_by_alt_text("Gwen at a heron rookery")
    assert photo.evaluate("image => image.naturalWidth") == 400
    member.go("/people/me/photo/")
    member.press("Remove my photo")
    member.sees("Your photo is removed.")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_writes_to_another_who_answers(walker, width):
    asker, expert = walker(width), walker(width)
    sign_in(asker, "toby.marsh+demo@state.gov")
    asker.go("/people/gwen-harper/")
    asker.follow("Write")
    asker.press("Send message")
    asker.sees("Fix these 2 things to go on")
    asker.fill("Subject", f"Humor {width}")
    asker.fill("Message", "How did you get the owl post cleared?")
    asker.press("Send message")
    asker.sees("Your message to Gwen Harper is sent.")
    asker.follow("All messages")

    sign_in(expert, "gwen.harper+demo@fws.gov")
    expert.go("/messages/")
    expert.follow(f"Humor {width}", exact=True)
    expert.sees("How did you get the owl post cleared?")
    assert "toby.marsh" not in expert.page.content()
    expert.follow("Answer")
    expert.fill("Message", "With a lawyer who likes owls.")
    expert.press("Send message")
    asker.go("/notifications/")
    asker.follow(f"Re: Humor {width}")
    asker.sees("With a lawyer who likes owls.")
