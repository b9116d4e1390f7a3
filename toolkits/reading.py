"""What the pages of toolkits need."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject, Left, Length
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from communities.members.models import User
from communities.platforms.models import Platform

from . import models  # which calls back: a page's context is made here
from .parts import parts_of
from .places import public

if TYPE_CHECKING:
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


@dataclass(frozen=True)
class Narrowed:
    """The sections of a toolkit for one platform: the general ones, and the platform's own."""

    sections: "list[SectionPage]"
    platform: dict[str, str] | None  # name and slug; None shows all


def cards(toolkits: "QuerySet[ToolkitPage]") -> list[Card]:
    """Say of each toolkit when it was last verified: the oldest of its sections decides.

    One query for the sections of all.
    """
    found = list(toolkits)
    below: dict[str, list[SectionPage]] = {page.path: [] for page in found}
    if found:
        children = Q(pk__in=[])
        for page in found:
            children |= _below(page)
        for section in _published().filter(children):
            below[section.path[: -section.steplen]].append(section)
    return [_card(page, below[page.path]) for page in found]


def _card(toolkit: "ToolkitPage", found: "list[SectionPage]") -> Card:
    return Card(
        toolkit=toolkit,
        url=toolkit.url,
        verified_on=min((page.verified_on for page in found), default=None),
        section_count=len(found),
        due_count=sum(page.is_overdue for page in found),
    )


def _below(toolkit: "ToolkitPage") -> Q:
    return Q(path__startswith=toolkit.path, depth=toolkit.depth + 1)


def _published() -> "QuerySet[SectionPage]":
    """The published sections that everybody may read, without their bodies, which lists don't need."""
    return public(models.SectionPage.objects.live()).defer("body")


def sections(toolkit: "ToolkitPage") -> "list[SectionPage]":
    """The published sections of a toolkit in order. One query.

    Each with `platform_list` (names, slugs) and `address`, which begins with that of the toolkit.
    """
    platforms = Platform.objects.filter(sectionpage=OuterRef("pk")).order_by("name")
    named = ArraySubquery(platforms.values(json=JSONObject(name=F("name"), slug=F("slug"))))
    address = Concat(Value(toolkit.url or ""), "slug", Value("/"), output_field=CharField())
    return list(_published().filter(_below(toolkit)).annotate(platform_list=named, address=address))


def latest_sections(count: int) -> "list[SectionPage]":
    """The sections published last, each with `toolkit_title`. One query."""
    found = _published().annotate(toolkit_title=_toolkit_title())
    return list(found.order_by("-last_published_at", "-pk")[:count])


def _toolkit_title() -> Subquery:
    above = Left(OuterRef("path"), Length(OuterRef("path")) - Value(models.SectionPage.steplen))
    return Subquery(models.ToolkitPage.objects.filter(path=above).order_by().values("title")[:1])


def kept_by(member: User, *, viewer: User | None, count: int = 10) -> "list[SectionPage]":
    """The sections that a member wrote and keeps true, last published first (settings.PROFILE_PARTS).

    One query; each has `toolkit_title`.
    """
    start = Left(OuterRef("path"), Length("page__path"))
    doors = PageViewRestriction.objects.annotate(start=start).filter(start=F("page__path"))  # on it or above
    open_ones = models.SectionPage.objects.live().defer("body").filter(~Exists(doors), section_owner=member)
    found = open_ones.annotate(toolkit_title=_toolkit_title())
    return list(found.order_by("-last_published_at", "-pk")[:count])


def narrow(found: "list[SectionPage]", slug: str) -> Narrowed:
    """Keep the general sections and those of a platform; one that no section is about narrows nothing."""
    platform = next((each for page in found for each in page.platform_list if each["slug"] == slug), None)
    if platform is None:
        return Narrowed(found, None)
    return Narrowed(
        [page for page in found if not page.platform_list or platform in page.platform_list], platform
    )


def toolkit(page: "ToolkitPage") -> dict:
    """The front page of a toolkit."""
    people = page.contributors.select_related("person__profile__agency", "person__profile__bureau")
    makers = [maker_of(row.person) for row in people.all()]
    found = sections(page)
    platforms = {each["slug"]: each for section in found for each in section.platform_list}
    return {
        "sections": found,
        "platforms": sorted(platforms.values(), key=lambda each: each["name"].lower()),
        "makers": [maker for maker in makers if maker],
        "agencies": sorted({maker.agency_name for maker in makers if maker and maker.agency_name}),
        "card": _card(page, found),
        "crumbs": [*_crumbs_above(page), (page.title, None)],
    }


def _crumbs_above(toolkit: "ToolkitPage") -> list[tuple[str, str]]:
    """Home and the list of toolkits, whose address is the toolkit's own without its last part."""
    above = (toolkit.url or "/").rstrip("/").rpartition("/")[0]
    return [(_("Home"), "/"), (_("Toolkits"), f"{above}/")]


def maker_of(person: "User | None") -> Maker | None:
    """Name a maker; who has closed the account is not named."""
    if person is None or not person.is_member:
        return None
    profile = getattr(person, "profile", None)
    return Maker(person.name, profile.title if profile else "", profile.agency_name if profile else "")


def section(page: "SectionPage") -> dict:
    """One section, with its place among the others and its own headings."""
    parent = page.get_parent().specific
    siblings = sections(parent)
    keys = [sibling.pk for sibling in siblings]
    place = keys.index(page.pk) if page.pk in keys else None
    found = parts_of(page)
    return {
        "toolkit": parent,
        "siblings": siblings,
        "place": place + 1 if place is not None else None,
        "previous": siblings[place - 1] if place else None,
        "next": siblings[place + 1] if place is not None and place + 1 < len(siblings) else None,
        "parts": found,
        "headings": [heading for part in found for heading in part.headings],
        "owner": maker_of(_owner(page)),
        "crumbs": [*_crumbs_above(parent), (parent.title, parent.url), (page.title, None)],
    }


def _owner(page: "SectionPage") -> User | None:
    people = User.objects.select_related("profile__agency", "profile__bureau")
    return people.filter(pk=page.section_owner_id).first() if page.section_owner_id else None
