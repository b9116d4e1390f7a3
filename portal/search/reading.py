"""What the search page needs."""

import re
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, mark_safe
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.discussions.following.reading import level_of_tag
from communities.discussions.models import Kind as TopicKind
from communities.finding import searching
from communities.finding.models import Document, Kind
from communities.kit.paging import Page, page_of_numbers
from communities.members.models import User
from communities.spaces.models import Community, audiences_of
from communities.tags.models import Tag
from communities.tags.reading import tag_for

PER_PAGE = 20
PASSAGE = 240  # characters
SHORTEST_STEM = 4


@dataclass(frozen=True)
class Result:
    """One thing that was found, with the passage that matched."""

    document: Document
    passage: SafeString
    community: str
    where: str  # where it comes from, in words


@dataclass(frozen=True)
class SearchPage:
    """One page of results, and how many there are of each kind."""

    text: str
    kind: str
    tag: Tag | None
    page: Page
    counts: list[tuple[str, str, int]]
    resembling: bool = False  # nothing matched; these titles resemble what was typed
    total: int = 0
    most: int = 0  # are listed; a number above it stands for "more than that"
    tag_level: str = ""  # how much the person wants to hear of the tag
    is_cut: bool = False  # more was found than is listed


def search(person: User | None, *, text: str, kind: str, tag: str, number: int) -> SearchPage:
    """Find what `person` may see. Raises Http404 for a page that is not there."""
    question = searching.ask(text, audiences=audiences_of(person), tag=tag)
    kind = kind if kind in Kind.values else ""
    documents = searching.best(question, kind=kind)
    by_kind = searching.counts_by_kind(searching.matching(question))
    resembling = not by_kind and len(text) > 2 and not tag
    if resembling:
        alike = searching.alike(text, audiences=question.audiences)
        documents = alike.filter(kind=kind) if kind else alike
        by_kind = searching.counts_by_kind(alike)
    found = by_kind.get(kind, 0) if kind else sum(by_kind.values())
    narrowing = tag_for(tag, audiences=question.audiences) if tag else None
    return SearchPage(
        text=text,
        kind=kind,
        tag=narrowing,
        tag_level=level_of_tag(narrowing, person),
        page=_page(documents, number, text, total=min(found, searching.MOST)),
        counts=[(value, str(label), by_kind.get(value, 0)) for value, label in Kind.choices],
        resembling=resembling and bool(by_kind),
        total=sum(by_kind.values()),
        most=searching.MOST,
        is_cut=found > searching.MOST,
    )


def _page(documents: QuerySet[Document], number: int, text: str, *, total: int) -> Page:
    first, last, pages = page_of_numbers(number, total=total, per_page=PER_PAGE)
    rows = _with_community(documents)[first - 1 : last]
    return Page(number, pages, _results(rows, text), total)


def _with_community(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Read the name of a topic's community in the same query."""
    place = Community.objects.filter(slug=OuterRef("place")).values("name")
    return documents.annotate(place=KT("facts__community"), community_name=Subquery(place))


def _results(rows: QuerySet[Document], text: str) -> list[Result]:
    words = _words(text)
    return [_result(row, words, row.community_name or "") for row in rows]


def _result(row: Document, words: list[str], community: str) -> Result:
    if row.kind == Kind.PERSON:
        return Result(row, passage(_about_person(row), words), "", _where_person(row.facts))
    where = _where_topic(row, community) if row.kind == Kind.TOPIC else _where_toolkit(row)
    return Result(row, passage(row.body, words), community, where)


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


def passage(body: str, words: list[str]) -> SafeString:
    """Return the part of `body` that holds most of the words, escaped, with the words marked."""
    start = _best_start(body, words)
    part = body[start : start + PASSAGE]
    part = part if start == 0 else part.partition(" ")[2]
    if start + PASSAGE < len(body):
        part = part.rpartition(" ")[0] + " …"
    part = part if start == 0 else f"… {part}"
    pieces = re.split(f"({_any_of(words)})", part, flags=re.IGNORECASE) if words else [part]
    marked = (f"<mark>{escape(piece)}</mark>" if at % 2 else escape(piece) for at, piece in enumerate(pieces))
    return mark_safe("".join(marked))  # each piece is escaped; only <mark> is added


def _best_start(body: str, words: list[str]) -> int:
    if not words:
        return 0
    spots = [match.start() for match in re.finditer(_any_of(words), body, flags=re.IGNORECASE)][:200]
    best, most = 0, 0
    for spot in spots:
        held = len(
            {body[other : other + 4].lower() for other in spots if spot <= other < spot + PASSAGE - 40}
        )
        if held > most:
            best, most = spot, held
    return max(best - 40, 0)


def _words(text: str) -> list[str]:
    """The words of a question that are worth marking, cut to their stems."""
    words = (word for word in re.findall(r"\w+", text) if len(word) > 2 and word.lower() not in _COMMON)
    return [
        word[: max(SHORTEST_STEM, len(word) - 3)] if len(word) > SHORTEST_STEM else word for word in words
    ]


def _any_of(words: list[str]) -> str:
    return r"\b(?:" + "|".join(re.escape(word) for word in words) + r")\w*"


_COMMON = {
    *("and", "are", "can", "did", "does", "for", "from", "has", "have", "how", "into", "may", "not", "our"),
    *("should", "that", "the", "their", "them", "they", "this", "was", "what", "when", "where", "which"),
    *("who", "why", "will", "with", "you", "your"),
}
