"""Keeping a community in a browser: settings, guidelines, requests, members; and proposing a new one."""

import pytest

from .test_the_walk import sign_in

WIDTHS = [320, 1280]
LEAD, MEMBER = "dana.whitfield+demo@epa.gov", "toby.marsh+demo@state.gov"
ADMINISTRATOR = "admin+demo@gsa.gov"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_lead_keeps_a_community_and_somebody_asks_to_join_it(walker, width):
    lead = walker(width)
    sign_in(lead, LEAD)
    lead.go("/communities/accessibility/about/")
    lead.sees("Who may do what here")
    for page in ("guidelines/", "guidelines/1/", "requests/", "members/?name=to", "settings/"):
        lead.go(f"/communities/accessibility/{page}")
    lead.page.locator("label", has_text="On request").click()
    lead.fill("Questions to who asks to join", "What do you make accessible?")
    lead.press("Save")
    lead.sees("The settings are saved.")

    lead.go("/communities/accessibility/members/?role=member")
    lead.follow("Role and membership of")
    lead.press("Remove", exact=False)
    lead.sees("Write why. The person reads it.")
    name = lead.page.locator("h1").inner_text()
    lead.fill("Reason", "You told us that you changed jobs.")
    lead.press("Remove", exact=False)
    lead.sees(f"{name} is no longer a member")
    lead.go("/communities/accessibility/requests/")
    lead.follow(name)
    lead.sees("You told us that you changed jobs.")

    lead.go("/communities/accessibility/settings/")
    lead.page.locator("label", has_text="Anyone may join").click()
    lead.press("Save")
    lead.press("Archive", exact=False)
    lead.sees("This community is archived")
    lead.press("Bring it back")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_member_proposes_a_community_and_an_administrator_accepts_it(walker, width):
    member = walker(width)
    sign_in(member, MEMBER)
    member.go("/communities/")
    member.follow("Propose a community")
    member.press("Propose")
    member.sees("Fix these 3 things to go on")
    member.fill("Name", f"Translation {width}")
    member.fill("Purpose", "To be read in every language.")
    member.fill("Why it is needed", "Twelve of us translate by themselves.")
    member.press("Propose")
    member.sees("waiting")

    administrator = walker(width)
    sign_in(administrator, ADMINISTRATOR)
    administrator.go("/communities/proposals/")
    administrator.follow(f"Translation {width}")
    administrator.fill("Reason", "It was missing.")
    administrator.press("Accept")
    administrator.sees("The decision is recorded")
    member.page.reload()
    member.sees("It was missing.")
    member.follow(f"Go to Translation {width}")
    member.go(f"/communities/translation-{width}/settings/")
    member.sees("Settings of Translation")
