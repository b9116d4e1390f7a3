"""One's own account in a browser: another address, one's data, and closing."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from procrastinate.contrib.django import app

from communities.agencies.models import EmailDomain
from tests import make

from .test_joining import confirm_address, link_in_mail, say_who
from .test_the_walk import code_for, sign_in

WIDTHS = [320, 1280]


def work() -> None:
    """Let the worker do what waits, and end. In a thread: here runs the browser's loop."""
    options = {"wait": False, "listen_notify": False, "install_signal_handlers": False}
    worker = app.with_connector(app.connector.get_worker_connector())
    make.in_another_thread(lambda: worker.run_worker(**options))


def joined(walker, width: int, address: str, name: str):
    """Somebody who has just joined."""
    somebody = walker(width)
    somebody.go("/")
    somebody.follow("Join")
    confirm_address(somebody, address)
    say_who(somebody, name)
    somebody.press("Join", exact=False)
    somebody.sees("You are a member now")
    return somebody


def prove(somebody, address: str) -> None:
    """Prove that it is them, as these pages ask for first."""
    somebody.press("Send me a code")
    somebody.fill("Code", code_for(somebody, address))
    somebody.press("Go on")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_moves_takes_their_data_along_and_closes_the_account(walker, width):
    assert EmailDomain.objects.filter(domain="va.gov").exists()
    old, new, name = f"rowan.hale{width}@nih.gov", f"rowan.hale{width}@va.gov", f"Rowan Hale {width}"
    member = joined(walker, width, old, name)
    member.follow("My account")
    member.sees(old)

    member.follow("Change my address")
    prove(member, old)
    member.fill("New e-mail address", new)
    member.page.locator("label", has_text="Employee of the agency").click()
    member.press("Send me a code")
    member.fill("Code", "WRONG1")
    member.press("Change my address")
    member.sees("This is not the code")
    member.fill("Code", code_for(member, new))
    member.press("Change my address")
    member.sees("Your address is changed")
    member.go("/account/")
    member.sees(new)
    member.sees("Department of Veterans Affairs")
    member.sees("Earlier")

    member.press("Prepare my data")
    member.sees("Being prepared")
    work()
    member.go("/notifications/")
    member.follow("Your data is ready to download")
    with member.page.expect_download() as started:
        member.page.get_by_role("link", name="Download my data").click()
    data = ZipFile(BytesIO(started.value.path().read_bytes()))
    assert new in data.read("data.json").decode()
    pages = member.page.context.new_page()
    pages.set_content(data.read("index.html").decode())
    assert pages.get_by_role("heading", level=1).inner_text() == f"The data of {name}"
    pages.close()

    assert "/account/address/objection/" in link_in_mail(member, old, "was changed")

    member.go("/account/")
    member.follow("Close my account")
    member.press("Close my account")
    member.sees("Tick this box to close your account")
    member.page.get_by_label("Yes, close my account").press("Space")  # by keyboard
    member.page.keyboard.press("Tab")
    member.page.keyboard.press("Enter")
    member.sees("Your account is closed")
    member.look()
    member.go("/search/?q=rowan+hale")
    assert not member.page.get_by_role("main").get_by_role("link", name=name).count()


@pytest.mark.parametrize("width", WIDTHS)
def test_whoever_has_the_old_address_stops_the_account(walker, width):
    old = f"robin.oak{width}@nih.gov"
    member = joined(walker, width, old, f"Robin Oak {width}")
    member.go("/account/address/")
    prove(member, old)
    member.fill("New e-mail address", f"robin.oak{width}@va.gov")
    member.page.locator("label", has_text="Contractor").click()
    member.press("Send me a code")
    member.fill("Code", code_for(member, f"robin.oak{width}@va.gov"))
    member.press("Change my address")
    work()
    owner = walker(width)
    owner.go(link_in_mail(owner, old, "was changed"))
    owner.press("Stop the account")
    owner.sees("The account is stopped")
    member.go("/account/")
    member.sees("Sign in")


def test_the_pages_of_ones_account_work_without_javascript(walker):
    member = walker(1280, java_script_enabled=False)
    member.look = lambda: None  # axe itself is JavaScript
    sign_in(member, "luis.ortega+demo@va.gov")
    member.go("/account/")
    member.press("Prepare my data")
    member.sees("Being prepared")
    work()
    member.go("/account/")
    member.sees("Ready")
