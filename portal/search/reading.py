"""What the search page needs."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html, mark_safe
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.discussions.following.reading import level_of_tag
from communities.discussions.models import Kind as TopicKind
from communities.finding.asked import Hit, Passage, Query, Results
from communities.finding.models import Document, Kind
from communities.finding.searching import find
from communities.kit.paging import Page, page_of_numbers
from communities.members.models import User
from communities.spaces.models import Community, audiences_of
from communities.tags.models import Tag
from communities.tags.reading import tag_for

PER_PAGE = 20


@dataclass(frozen=True)
class Result:
    """One thing that was found, with the passage that matched."""

    document: Document
    passage: SafeString
    where: str  # where it comes from, in words


@dataclass(frozen=True)
class SearchPage:
    """One page of results, and how many there are of each kind."""

    text: str
    kind: str
    tag: Tag | None
    page: Page
    counts: list[tuple[str, str, int]]
    results: Results
    tag_level: str = ""  # how much the person wants to hear of the tag

    @property
    def total(self) -> int:
        """How many there are of all kinds."""
        return sum(self.results.counts.values())


def search(person: User | None, *, text: str, kind: str, tag: str, number: int) -> SearchPage:
    """Find what `person` may see. Raises Http404 for a page that is not there."""
    audiences = audiences_of(person)
    kind = kind if kind in Kind.values else ""
    query = Query(text=text, tags=(tag,) if tag else (), kinds=(kind,) if kind else ())
    results = find(query, audiences=audiences, first=(number - 1) * PER_PAGE, most=PER_PAGE)
    _first, _last, pages = page_of_numbers(number, total=results.total, per_page=PER_PAGE)
    narrowing = tag_for(tag, audiences=audiences) if tag else None
    return SearchPage(
        text=text,
        kind=kind,
        tag=narrowing,
        tag_level=level_of_tag(narrowing, person),
        page=Page(number, pages, _shown(results.hits), results.total),
        counts=[
            (value, str(label), results.counts.get(value, 0))
            for value, label in Kind.choices
            if value != Kind.TAG
        ],
        results=results,
    )


def _shown(hits: list[Hit]) -> list[Result]:
    """Each hit with its passage and its place. One query for the names of communities, or none."""
    slugs = {hit.document.facts.get("community", "") for hit in hits} - {""}
    names = dict(Community.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}
    return [_result(hit, names) for hit in hits]


def _result(hit: Hit, names: dict[str, str]) -> Result:
    row = hit.document
    if row.kind == Kind.PERSON:
        return Result(row, escape(_about_person(row)), _where_person(row.facts))
    if row.kind == Kind.TOPIC:
        where = _where_topic(row, names.get(row.facts.get("community", ""), ""))
    else:
        where = _where_toolkit(row) if row.kind == Kind.TOOLKIT else _("Community")
    return Result(row, marked(hit.passage), where)


def marked(passage: Passage) -> SafeString:
    """The passage as HTML: what was looked for is marked, all else is escaped."""
    pieces = (
        format_html("<mark>{}</mark>", piece) if is_marked else escape(piece)
        for piece, is_marked in passage.pieces
    )
    return mark_safe("".join(pieces))  # each piece is escaped


def _where_topic(row: Document, community: str) -> str:
    """Answer in Accessibility · VA · Nov 2026"""
    kinds = dict(TopicKind.choices)
    kind = _("Answer") if row.facts.get("solved") else kinds.get(row.facts.get("kind", ""), _("Discussion"))
    replies = row.facts.get("replies", 0)
    said = ngettext("%(count)d reply", "%(count)d replies", replies) % {"count": replies}
    place = _("%(kind)s in %(community)s") % {"kind": kind, "community": community}
    return " · ".join([place, row.facts.get("agency") or said, _month(row)])


def _where_toolkit(row: Document) -> str:
    if not row.facts.get("is_section"):
        return f"{_('Toolkit')} · {_month(row)}"
    section = _("Section of the toolkit %(toolkit)s") % {"toolkit": row.facts.get("toolkit", "")}
    return f"{section} · {_month(row)}"


def _where_person(facts: dict) -> str:
    about = ", ".join(part for part in (facts.get("title"), facts.get("agency")) if part)
    return f"{_('Member')} · {about}" if about else _("Member")


def _about_person(row: Document) -> str:
    """What a member can be asked about: in their words, then their tags."""
    tags = ", ".join(tag.replace("-", " ") for tag in row.tags)
    return " – ".join(part for part in (row.facts.get("ask_me_about"), tags) if part)


def _month(row: Document) -> str:
    return date_format(timezone.localtime(row.changed_at), "M Y")
