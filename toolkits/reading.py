"""What the pages of toolkits need."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.text import slugify

if TYPE_CHECKING:
    from communities.members.models import User

    from .models import SectionPage, ToolkitPage


@dataclass(frozen=True)
class Card:
    """A toolkit in a list."""

    toolkit: "ToolkitPage"
    url: str
    verified_on: date | None
    section_count: int
    due_count: int


@dataclass(frozen=True)
class Maker:
    """Somebody who made a toolkit, as everybody sees them."""

    name: str
    title: str
    agency_name: str


def cards(toolkits: "QuerySet[ToolkitPage]") -> list[Card]:
    """Say of each toolkit when it was last verified: the oldest of its sections decides."""
    return [_card(toolkit) for toolkit in toolkits]


def _card(toolkit: "ToolkitPage") -> Card:
    found = sections(toolkit)
    return Card(
        toolkit=toolkit,
        url=toolkit.url,
        verified_on=min((page.verified_on for page in found), default=None),
        section_count=len(found),
        due_count=sum(page.is_overdue for page in found),
    )


def sections(toolkit) -> "list[SectionPage]":
    """The published sections of a toolkit, in order."""
    return list(toolkit.get_children().live().public().specific())


def toolkit(page: "ToolkitPage") -> dict:
    """The front page of a toolkit."""
    people = page.contributors.select_related("person__profile__agency", "person__profile__bureau")
    makers = [maker_of(row.person) for row in people.all()]
    return {
        "sections": sections(page),
        "makers": [maker for maker in makers if maker],
        "agencies": sorted({maker.agency_name for maker in makers if maker and maker.agency_name}),
        "card": _card(page),
    }


def maker_of(person: "User | None") -> Maker | None:
    """Name a maker; who has closed the account is not named."""
    if person is None or not person.is_active:
        return None
    profile = getattr(person, "profile", None)
    return Maker(person.name, profile.title if profile else "", profile.agency_name if profile else "")


def section(page: "SectionPage") -> dict:
    """One section, with its place among the others and its own headings."""
    parent = page.get_parent().specific
    siblings = sections(parent)
    keys = [sibling.pk for sibling in siblings]
    place = keys.index(page.pk) if page.pk in keys else None
    return {
        "toolkit": parent,
        "siblings": siblings,
        "previous": siblings[place - 1] if place else None,
        "next": siblings[place + 1] if place is not None and place + 1 < len(siblings) else None,
        "headings": headings(page),
        "owner": maker_of(page.section_owner),
    }


def headings(page: "SectionPage") -> list[tuple[str, str]]:
    """The titled blocks of a section, as (anchor, title), for “On this page”."""
    return [(anchor(block), title) for block in page.body if (title := title_of(block))]


def title_of(block) -> str:
    """The title of a block; empty for running text, examples inside it and images."""
    value = block.value
    if block.block_type in ("text", "picture", "do_dont"):
        return ""
    return value.get("title") or value.get("question") or ""


def anchor(block) -> str:
    """The permanent anchor of a block: its title, and the start of its identity, which no edit changes."""
    return f"{slugify(title_of(block))[:40]}-{str(block.id)[:4]}"
