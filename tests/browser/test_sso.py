"""Through a real browser to a real provider and back: joining, signing out, signing in again."""

import re

import pytest
from playwright.sync_api import expect

from tests.signin.provider import Provider


@pytest.fixture
def provider(demo_server, settings):
    """The demonstration, with a provider as the only way in."""
    with Provider(demo_server) as provider:
        for name, value in {**provider.settings, "SSO_ONLY": True}.items():
            setattr(settings, name, value)
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        allowed = [*policy["form-action"], provider.issuer]  # as portal.settings.base has it
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "form-action": allowed}}
        yield provider


@pytest.mark.parametrize(
    ("width", "javascript"), [(1280, True), (320, True), (1280, False)], ids=["wide", "narrow", "no scripts"]
)
def test_somebody_joins_by_single_sign_on_leaves_and_comes_back(provider, walker, width, javascript):
    email = f"sasha{width}{javascript}@epa.gov".lower()
    provider.knows({"sub": email, "email": email, "all_emails": [email]})
    sasha = walker(width, java_script_enabled=javascript)
    # joining, from a page that needs it
    sasha.page.goto(f"{sasha.server}/people/")
    sasha.sees("You sign in at Login.gov and come back here")
    expect(sasha.page.locator("input[type=password], input[type=email]")).to_have_count(0)
    assert sasha.page.get_by_role("link", name="Join").count() == 0
    if javascript:  # axe is a script
        sasha.look()
    _press(sasha, "Sign in with Login.gov")
    expect(sasha.page).to_have_title("Sign in at the provider")
    sasha.page.get_by_label("Your address at the provider").fill(email)
    sasha.page.get_by_role("button", name="Sign in here").click()
    expect(sasha.page).to_have_url(re.compile(r"/welcome/\?next=%2Fpeople%2F"))
    sasha.page.get_by_label("Your name").first.fill("Sasha Kim")
    sasha.page.get_by_label("Job title").first.fill("Web manager")
    sasha.page.locator("label", has_text="Employee of the agency").click()
    sasha.page.locator("label[for=id_agree]").click()
    sasha.page.locator("main form button[type=submit]").first.click()
    sasha.sees("Welcome. You are a member now.")
    expect(sasha.page).to_have_url(f"{sasha.server}/people/")
    # out, here and there
    _sign_out(sasha)
    expect(sasha.page).to_have_title("Sign out at the provider")
    sasha.page.get_by_role("button", name="Yes, sign out").click()
    sasha.sees("You are signed out here and at Login.gov.")
    # in again: the provider asks anew
    sasha.page.goto(f"{sasha.server}/accounts/login/code/")
    expect(sasha.page).to_have_url(f"{sasha.server}/accounts/sso/")
    _press(sasha, "Sign in with Login.gov")
    expect(sasha.page).to_have_title("Sign in at the provider")
    sasha.page.get_by_label("Your address at the provider").fill(email)
    sasha.page.get_by_role("button", name="Sign in here").click()
    expect(sasha.page.get_by_text("Sasha Kim").first).to_be_attached()


def test_who_cancels_reads_so_and_finds_the_way_on(provider, walker):
    provider.knows({})
    visitor = walker(320)
    visitor.go("/accounts/sso/?next=/communities/")
    _press(visitor, "Sign in with Login.gov")
    visitor.page.get_by_role("button", name="Cancel").click()
    visitor.sees("You stopped at Login.gov")
    visitor.look()
    _press(visitor, "Try again")
    expect(visitor.page).to_have_title("Sign in at the provider")


def test_who_has_several_addresses_chooses_by_keyboard(provider, walker):
    addresses = ["robin@epa.gov", "robin@nih.gov"]
    provider.knows({"sub": "robin", "email": addresses[0], "all_emails": addresses})
    robin = walker(1280)
    robin.go("/accounts/sso/")
    _press(robin, "Sign in with Login.gov")
    robin.page.get_by_label("Your address at the provider").fill("robin@epa.gov")
    robin.page.get_by_role("button", name="Sign in here").click()
    robin.sees("Which address do you use here?")
    robin.look()
    _press(robin, "Go on")
    robin.sees("Choose one.")
    robin.look()
    robin.page.get_by_role("radio", name="robin@epa.gov").focus()
    robin.page.keyboard.press("ArrowDown")
    robin.page.keyboard.press("Enter")
    expect(robin.page).to_have_url(re.compile("/welcome/"))
    robin.sees("nih.gov")


def _press(walker, name: str) -> None:
    walker.page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()


def _sign_out(walker) -> None:
    if not walker.page.get_by_role("button", name="Sign out", exact=True).locator("visible=true").count():
        walker.page.locator("header summary").locator("visible=true").last.click()
    walker.page.get_by_role("button", name="Sign out", exact=True).locator("visible=true").first.click()
