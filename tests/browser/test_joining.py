"""Joining: at once from a known domain, by voucher and decision from an unknown one, by invitation."""

import re
import time

import pytest

from communities.members.models import JoinRequest
from communities.members.tasks import ask_voucher, mail_decision
from communities.members.terms import publish_terms
from communities.spaces.models import Invitation
from communities.spaces.tasks import mail_invitation

from .conftest import Walker
from .test_the_walk import code_for, sign_in

WIDTHS = [320, 1280]
VOUCHER, ADMINISTRATOR = "dana.whitfield+demo@epa.gov", "admin+demo@gsa.gov"


def link_in_mail(walker: Walker, address: str, subject: str) -> str:
    """The first link of the newest mail to an address with such a subject, without the host."""
    other = walker.page.context.new_page()
    other.goto(walker.server + "/dev/mail/")
    text = other.locator("main li", has_text=address).filter(has_text=subject).first.inner_text()
    other.close()
    return re.search(r"https?://[^/\s]+(/\S+)", text)[1]


def confirm_address(walker: Walker, address: str) -> None:
    walker.fill("Your government e-mail address", address)
    walker.press("Send me a code", exact=False)
    walker.fill("Code", code_for(walker, address))
    walker.press("Confirm")


def say_who(walker: Walker, name: str, title: str = "Clerk") -> None:
    walker.fill("Your name", name)
    walker.fill("Job title", title)
    walker.page.locator("label", has_text="Employee of the agency").click()
    walker.page.locator("label", has_text="I will follow the guidelines").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_who_came_to_reply_joins_in_under_a_minute_and_lands_where_they_were(walker, width):
    newcomer = walker(width)
    newcomer.go("/communities/accessibility/")
    newcomer.page.get_by_role("main").locator("h2 a, h3 a").first.click()
    wanted = newcomer.page.url
    newcomer.page.get_by_role("link", name="Sign in").locator("visible=true").last.click()
    newcomer.look()
    newcomer.follow("Join with your government e-mail address")
    started = time.monotonic()
    confirm_address(newcomer, f"quick.{width}@nih.gov")
    newcomer.sees("Department of Health and Human Services")
    asked = newcomer.page.get_by_role("main").locator("input:not([type=hidden]), select, textarea")
    names = {asked.nth(place).get_attribute("name") for place in range(asked.count())}
    assert names <= {"name", "title", "bureau", "works_as", "agree"}
    say_who(newcomer, f"Quincy Quick {width}")
    newcomer.press("Join", exact=False)
    newcomer.sees("You are a member now")
    assert newcomer.page.url.partition("#")[0] == wanted.partition("#")[0]
    assert time.monotonic() - started < 60


@pytest.mark.parametrize("width", WIDTHS)
def test_an_unknown_domain_is_vouched_for_admitted_and_known_from_then_on(walker, width):
    domain, name = f"smalltown{width}.org", f"Wanda Clerk {width}"
    clerk = walker(width)
    clerk.go("/accounts/signup/?next=/communities/accessibility/")
    confirm_address(clerk, f"clerk@{domain}")
    clerk.sees("A person decides about your request")
    clerk.press("Ask to join")  # with nothing filled in
    clerk.sees("Choose one.")
    say_who(clerk, name)
    clerk.fill("Agency", "Smalltown")
    clerk.fill("What you do there", "I run the town's page. See smalltown.example.")
    clerk.fill("E-mail address of a member who knows you", VOUCHER)
    clerk.press("Ask to join")
    clerk.sees("Your request waits for a decision")
    clerk.sees("has not answered yet")
    clerk.follow("Change what I wrote")
    clerk.fill("Job title", "Town clerk")
    clerk.press("Save")
    clerk.sees("Your request is changed.")

    request = JoinRequest.objects.get(domain=domain)
    ask_voucher(request.pk)
    voucher = walker(width)
    sign_in(voucher, VOUCHER)
    voucher.go(link_in_mail(voucher, VOUCHER, f"Do you know {name}?"))
    voucher.sees("Town clerk")
    voucher.press("Yes, I know them")
    voucher.sees("An administrator reads your answer")

    administrator = walker(width)
    sign_in(administrator, ADMINISTRATOR)
    administrator.go("/")
    administrator.page.get_by_role("main").get_by_role("link", name=re.compile("to join wait")).click()
    administrator.look()
    administrator.follow(f"{name}, Smalltown")
    administrator.sees("knows them")
    administrator.sees("this site asks nobody outside")
    administrator.fill("Reason", "Dana Whitfield knows her.")
    administrator.press("Admit")
    administrator.sees("Choose the agency that this person works for")
    administrator.page.get_by_text("A new agency, which I describe").click()
    if not administrator.page.get_by_label("Name of the new agency").is_visible():
        administrator.page.get_by_text("Describe a new agency").click()
    administrator.fill("Name of the new agency", f"Town of Smalltown {width}")
    administrator.page.get_by_label("Level of government").select_option("city")
    administrator.page.get_by_label("State or territory").select_option("TX")
    administrator.page.get_by_label("People with other addresses there").select_option(domain)
    administrator.press("Admit")
    administrator.sees("The decision is recorded")

    mail_decision(request.pk)
    way = link_in_mail(clerk, f"clerk@{domain}", "Welcome to Commonplace")
    clerk.go(way)  # still signed in
    clerk.sees("Discussions")
    assert "/communities/accessibility/" in clerk.page.url

    mayor = walker(width)
    mayor.go("/accounts/signup/")
    confirm_address(mayor, f"mayor@{domain}")
    mayor.sees(f"Town of Smalltown {width}")
    say_who(mayor, f"Max Mayor {width}", "Mayor")
    mayor.press("Join", exact=False)
    mayor.sees("You are a member now")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_lead_invites_somebody_who_joins_the_site_and_the_community(walker, width):
    address = f"guest.{width}@nih.gov"
    lead = walker(width)
    sign_in(lead, VOUCHER)
    lead.go("/communities/accessibility/")
    lead.follow("Invitations")
    lead.fill("E-mail addresses", f"{address}\ndana@gmail.com")
    lead.fill("A word from you", "You know captions.")
    lead.press("Invite")
    lead.sees("Line 2: “dana@gmail.com” – gmail.com is personal mail.")
    lead.fill("E-mail addresses", address)
    lead.press("Invite")
    lead.sees("1 invitation is on its way.")
    mail_invitation(Invitation.objects.get(email=address).pk)

    guest = walker(width)
    guest.go(link_in_mail(guest, address, "invites you to Accessibility"))
    guest.sees("You know captions.")
    guest.press("Join Accessibility")
    guest.press("Send me a code", exact=False)  # the address is there already
    guest.fill("Code", code_for(guest, address))
    guest.press("Confirm")
    say_who(guest, f"Gil Guest {width}", "Editor")
    guest.press("Join", exact=False)
    guest.sees("You are a member of Accessibility now.")
    lead.page.reload()
    lead.look()
    lead.sees(f"by Gil Guest {width}")


@pytest.fixture
def new_guidelines(demo_server):
    """Put a second version in force; afterwards it never was, because the demonstration is shared."""
    made = []
    yield lambda: made.append(
        publish_terms("guidelines", by=None, text="Be kind.", changes="They are much shorter now.")
    )
    for terms in made:
        terms.acceptances.all().delete()
        terms.delete()


def test_a_member_is_asked_once_to_agree_to_what_is_new(walker, new_guidelines):
    reader = walker(320)
    sign_in(reader, "toby.marsh+demo@state.gov")
    new_guidelines()
    reader.go("/people/")
    reader.sees("Something new to agree to")
    reader.sees("They are much shorter now.")
    reader.follow("Go on reading without agreeing")
    reader.sees("New guidelines or notices are in force.")
    assert "/people/" in reader.page.url
    reader.follow("see what changed and agree")
    reader.press("I agree")
    reader.sees("You can write again")
    reader.go("/terms/")
    reader.follow("Guidelines, version 1")
    reader.sees("This version is no longer in force")
