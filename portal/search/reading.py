"""What the search page needs."""

import re
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.html import escape, mark_safe
from django.utils.safestring import SafeString

from communities.finding import searching
from communities.finding.models import Document, Kind
from communities.kit.paging import Page, page_of_numbers
from communities.members.models import User
from communities.spaces.models import Community, audiences_of
from communities.tags.models import Tag

PER_PAGE = 20
PASSAGE = 240  # characters
SHORTEST_STEM = 4


@dataclass(frozen=True)
class Result:
    """One thing that was found, with the passage that matched."""

    document: Document
    passage: SafeString
    community: str


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


def search(person: User | None, *, text: str, kind: str, tag: str, number: int) -> SearchPage:
    """Find what `person` may see. Raises Http404 for a page that is not there."""
    audiences = audiences_of(person)
    found_tag = Tag.objects.filter(slug=tag).first() if tag else None
    documents = searching.search(text, audiences=audiences, tag=tag)
    by_kind = searching.counts_by_kind(documents)
    resembling = False
    if not by_kind and len(text) > 2 and not tag:
        documents = searching.alike(text, audiences=audiences)
        by_kind = searching.counts_by_kind(documents)
        resembling = bool(by_kind)
    kind = kind if kind in Kind.values else ""
    total = by_kind.get(kind, 0) if kind else sum(by_kind.values())
    first, last, pages = page_of_numbers(number, total=total, per_page=PER_PAGE)
    rows = (documents.filter(kind=kind) if kind else documents)[first - 1 : last]
    counts = [(value, str(label), by_kind.get(value, 0)) for value, label in Kind.choices]
    return SearchPage(
        text=text,
        kind=kind,
        tag=found_tag,
        page=Page(number, pages, _results(rows, text), total),
        counts=counts,
        resembling=resembling,
        total=sum(by_kind.values()),
    )


def _results(rows: QuerySet[Document], text: str) -> list[Result]:
    names = dict(Community.objects.values_list("slug", "name"))
    words = _words(text)
    return [
        Result(row, passage(row.body, words), names.get(row.facts.get("community", ""), "")) for row in rows
    ]


def passage(body: str, words: list[str]) -> SafeString:
    """Return the part of `body` that holds most of the words, escaped, with the words marked."""
    start = _best_start(body, words)
    part = body[start : start + PASSAGE]
    part = part if start == 0 else part.partition(" ")[2]
    if start + PASSAGE < len(body):
        part = part.rpartition(" ")[0] + " …"
    html = escape(part if start == 0 else f"… {part}")
    if words:
        html = re.sub(_any_of(words), r"<mark>\g<0></mark>", html, flags=re.IGNORECASE)
    return mark_safe(html)  # noqa: S308 -- escaped above; only <mark> is added


def _best_start(body: str, words: list[str]) -> int:
    if not words:
        return 0
    spots = [match.start() for match in re.finditer(_any_of(words), body, flags=re.IGNORECASE)][:200]
    best, most = 0, 0
    for spot in spots:
        held = len({body[other : other + 4].lower() for other in spots if spot <= other < spot + PASSAGE - 40})
        if held > most:
            best, most = spot, held
    return max(best - 40, 0)


def _words(text: str) -> list[str]:
    """The words of a question that are worth marking, cut to their stems."""
    words = (word for word in re.findall(r"\w+", text) if len(word) > 2 and word.lower() not in _COMMON)
    return [word[: max(SHORTEST_STEM, len(word) - 3)] if len(word) > SHORTEST_STEM else word for word in words]


def _any_of(words: list[str]) -> str:
    return r"\b(?:" + "|".join(re.escape(escape(word)) for word in words) + r")\w*"


_COMMON = frozenset(
    "and are can did does for from has have how into may not our should that the their them they this was what "
    "when where which who why will with you your".split()
)
