"""Every way to sign in, and the warning before a session ends, in a real browser."""

import re
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from playwright.sync_api import expect

from .conftest import Walker
from .test_the_walk import WIDTHS, code_for, sign_in

PAGE = "/account/signing-in/"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def leave(walker: Walker) -> None:
    walker.go("/accounts/logout/")
    walker.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(walker.page.get_by_role("link", name="Sign in").first).to_be_attached()


def arrive(walker: Walker, heading: str) -> None:
    """Wait for a page that a script asked for, and look at it."""
    expect(walker.page.get_by_role("heading", level=1)).to_have_text(heading)
    walker.look()


def enter_code(walker: Walker, address: str) -> None:
    """Sign in by a code, as far as the second step."""
    walker.go("/accounts/login/code/")
    walker.fill("Your e-mail address", address)
    walker.press("Send me a code", exact=False)
    walker.fill("Code", code_for(walker, address))
    walker.press("Confirm")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_makes_a_passkey_and_signs_in_with_nothing_else(walker, width):
    address = "irene.vasquez+demo@uscis.gov"
    irene = walker(width)
    device = irene.page.context.new_cdp_session(irene.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    sign_in(irene, address)
    irene.follow("Signing in")
    irene.sees("With a passkey you sign in by fingerprint, face or PIN")
    irene.follow("Add a passkey")
    irene.fill("Name", f"My laptop {width}")
    irene.page.get_by_role("button", name="Make the passkey").click()
    arrive(irene, "Recovery codes")
    expect(irene.page.locator(".codes li")).to_have_count(10)
    leave(irene)

    irene.go("/accounts/login/code/?next=/people/")
    irene.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(irene.page).to_have_url(f"{irene.server}/people/")
    irene.go(PAGE)
    irene.sees(f"My laptop {width}")
    leave(irene)

    enter_code(irene, address)  # the code alone does not let in any more
    arrive(irene, "One more step")
    irene.page.get_by_role("button", name="Use your passkey").click()
    expect(irene.page.get_by_role("link", name="Notifications").first).to_be_attached()

    irene.go(PAGE)
    irene.follow("Rename", exact=False)
    irene.fill("Name", "Another name")
    irene.press("Save")
    irene.follow("Remove", exact=False)
    irene.press("Remove the passkey")
    irene.sees("The passkey is removed.")


def test_a_passkey_that_is_not_used_says_what_else_to_do(walker):
    visitor = walker(320)
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "isUserVerified": False}})
    visitor.go("/accounts/login/code/")
    visitor.page.get_by_role("button", name="Sign in with a passkey").click()
    visitor.sees("No passkey was used. Try again, or sign in with a code.")
    visitor.look()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_signs_in_with_an_authenticator_app_and_with_a_recovery_code(walker, width):
    address = "daniel.frost+demo@usgs.gov"
    daniel = walker(width)
    sign_in(daniel, address)
    daniel.go(PAGE)
    daniel.follow("Add an authenticator app")
    secret = daniel.page.locator(".app-key").inner_text()
    daniel.fill("Code that the app shows", "000000")
    daniel.press("Add the app")
    daniel.sees("This is not the code.")
    assert daniel.page.locator(".app-key").inner_text() == secret
    daniel.fill("Code that the app shows", app_code(secret))
    daniel.press("Add the app")
    arrive(daniel, "Recovery codes")
    recovery = daniel.page.locator(".codes li").first.inner_text()
    daniel.follow("I have kept them")
    arrive(daniel, "Signing in")
    leave(daniel)

    enter_code(daniel, address)
    daniel.fill("Code", app_code(secret))
    daniel.press("Sign in")
    leave(daniel)

    enter_code(daniel, address)
    daniel.fill("Code", recovery)
    daniel.press("Sign in")
    daniel.go(PAGE)
    daniel.sees("9 codes are left")
    daniel.follow("Remove the app")
    daniel.press("Remove the app")
    daniel.sees("The authenticator app is removed.")


def app_code(secret: str) -> str:
    """What the app shows; in the last seconds of one code, wait for the next."""
    if time.time() % 30 > 25:
        time.sleep(30 - time.time() % 30)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_sets_a_password_and_signs_in_with_it(walker, width):
    keisha = walker(width)
    address, password = "keisha.monroe+demo@cpsc.gov", f"three words in a row {width}"
    sign_in(keisha, address)
    keisha.go(PAGE)
    keisha.follow("Set a password", exact=True)
    keisha.fill("New password", "too short")
    keisha.fill("The same once more", "too short")
    keisha.press("Save the password")
    keisha.sees("too short")
    keisha.fill("New password", password)
    keisha.fill("The same once more", password)
    keisha.press("Save the password")
    keisha.sees("Your password is set.")
    leave(keisha)
    keisha.go("/accounts/login/code/")
    keisha.page.get_by_text("Sign in with a password").click()
    keisha.look()
    keisha.page.get_by_label("E-mail address", exact=True).fill(address)
    keisha.page.get_by_label("Password", exact=True).fill(password)
    keisha.press("Sign in with the password")
    keisha.go(PAGE)
    keisha.press("Remove the password")
    keisha.sees("Your password is removed.")


# --- the warning ------------------------------------------------------------------------------------


@pytest.fixture
def pass_time(monkeypatch):
    """Let time pass for the server, and for the pages that are given."""
    real, passed = timezone.now, timedelta()

    def together(minutes: float, *pages) -> None:
        nonlocal passed
        passed += timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda: real() + passed)
        for context in {page.context for page in pages}:  # its pages share one clock
            context.clock.fast_forward(int(minutes * 60_000))

    return together


@contextmanager
def signed_in(walker, width: int):
    allison = walker(width)
    sign_in(allison, "allison.reed+demo@opm.gov")
    allison.page.context.clock.install()
    allison.go("/people/")
    yield allison


@pytest.mark.parametrize("width", WIDTHS)
def test_who_was_idle_is_warned_and_stays_by_keyboard(walker, width, pass_time):
    with signed_in(walker, width) as allison:
        page = allison.page
        field = page.get_by_role("searchbox", name="Find a person")
        field.focus()
        dialog = page.get_by_role("alertdialog", name="You will be signed out soon")
        pass_time(27, page)
        expect(dialog).to_be_hidden()
        pass_time(1.1, page)
        expect(dialog).to_contain_text("you are signed out in 2 minutes")
        expect(dialog).to_contain_text(re.compile(r"you have to sign in again \d+:\d\d"))
        expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
        allison.look()
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        expect(field).to_be_focused()
        pass_time(27, page)
        expect(dialog).to_be_hidden()
        pass_time(1.1, page)
        expect(dialog).to_be_visible()
        page.keyboard.press("Escape")  # somebody is there
        expect(dialog).to_be_hidden()
        pass_time(20, page)
        allison.go("/people/")
        allison.sees("Find a person")


def test_tabs_share_the_clock(walker, pass_time):
    with signed_in(walker, 1280) as allison:
        first, second = allison.page, allison.page.context.new_page()
        second.goto(f"{allison.server}/communities/")
        pass_time(28.1, first, second)
        for page in (first, second):
            expect(page.get_by_role("alertdialog")).to_be_visible()
        second.get_by_role("button", name="Stay signed in").click()
        for page in (first, second):
            expect(page.get_by_role("alertdialog")).to_be_hidden()


def test_who_does_not_answer_is_signed_out_and_comes_back_to_where_they_were(walker, pass_time):
    with signed_in(walker, 1280) as allison:
        allison.go("/people/?q=captions")
        pass_time(28.1, allison.page)
        expect(allison.page.get_by_role("alertdialog")).to_be_visible()
        pass_time(2.1, allison.page)
        expect(allison.page).to_have_url(re.compile(r"/accounts/login/code/\?next=/people/%3Fq%3Dcaptions"))
        allison.sees("nobody used the site here for a while")
        allison.fill("Your e-mail address", "allison.reed+demo@opm.gov")
        allison.press("Send me a code", exact=False)
        allison.fill("Code", code_for(allison, "allison.reed+demo@opm.gov"))
        allison.press("Confirm")
        expect(allison.page).to_have_url(f"{allison.server}/people/?q=captions")


def test_the_end_of_a_session_is_told_and_cannot_be_put_off(walker, settings, pass_time):
    settings.SESSION_COOKIE_AGE = 40 * 60
    with signed_in(walker, 320) as allison:
        dialog = allison.page.get_by_role("alertdialog")
        pass_time(20, allison.page)
        allison.go("/people/")  # in use: Django forgets a session that was not for so long, without a word
        pass_time(18.2, allison.page)
        expect(dialog).to_contain_text("this can’t be put off")
        expect(dialog.get_by_role("button", name="Stay signed in")).to_be_hidden()
        expect(dialog.get_by_role("button", name="Go on until then")).to_be_focused()
        allison.look()
        allison.page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        pass_time(2.1, allison.page)
        expect(allison.page).to_have_url(re.compile("/accounts/login/code/"))
        allison.sees("you signed in long ago")


# --- a role -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_who_keeps_order_is_reminded_of_a_second_factor_and_puts_it_off(walker, width):
    maya = walker(width)
    sign_in(maya, "maya.lindholm+demo@weather.gov")
    maya.go("/communities/")
    maya.sees("Your role needs a second factor by")
    maya.follow("Set it up")
    arrive(maya, "Set up a second factor")
    maya.go("/communities/")
    maya.press("Later")
    expect(maya.page.get_by_text("Your role needs a second factor by")).to_have_count(0)
    maya.go(PAGE)
    maya.sees("Your role needs a second factor")


@pytest.mark.parametrize("width", WIDTHS)
def test_an_unattended_session_proves_who_it_is_before_it_changes_anything(walker, width, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    samir = walker(width)
    address = "samir.patel+demo@fda.gov"
    sign_in(samir, address)
    samir.go("/accounts/2fa/webauthn/add/")
    arrive(samir, "Make sure that it is you")
    samir.press("Send me a code")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
    samir.fill("Code", code_for(samir, address))
    samir.press("Go on")
    arrive(samir, "Add a passkey")
