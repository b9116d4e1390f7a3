"""Takes the pictures that README.md shows: `make screenshots`."""

from pathlib import Path

import pytest

from .test_the_walk import sign_in

PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"
VISITOR = {
    "home": "/",
    "community": "/communities/accessibility/",
    "toolkit": "/toolkits/accessibility/",
}
MEMBER = {"people": "/people/", "search": "/search/?q=how+do+I+write+alt+text+for+a+map"}
LINKED = {
    "topic": ("/communities/accessibility/", "How do we caption live video on Instagram?"),
    "section": ("/toolkits/accessibility/", "Images and alt text"),
}
MODERATOR = {"ledger": "/communities/accessibility/ledger/"}


@pytest.mark.screenshots
def test_the_pictures_of_the_readme(walker):
    visitor = walker(1280)
    for name, address in VISITOR.items():
        visitor.go(address)
        take(visitor, name)
    for name, (address, link) in LINKED.items():
        visitor.go(address)
        visitor.follow(link)
        take(visitor, name)
    for email, pictures in (("toby.marsh+demo@state.gov", MEMBER), ("victor.nguyen+demo@gsa.gov", MODERATOR)):
        member = walker(1280)
        sign_in(member, email)
        for name, address in pictures.items():
            member.go(address)
            take(member, name)


def take(walker, name: str) -> None:
    """Save what a laptop's screen shows of a page."""
    PICTURES.mkdir(exist_ok=True)
    walker.page.screenshot(path=PICTURES / f"{name}.png")
