"""What is asked of the index and what it answers; the shapes that pages and the index share.

    query = Query(text="how do we caption live video", kinds=("topic",), after=date(2026, 1, 1))
    results = find(query, audiences=audiences_of(person), first=0, most=20)   # communities.finding.searching

Operators that people type (`tag:` `by:` `is:solved` "phrase" -word) are taken apart by who shows the page;
`Query.text` holds only free words. Things are named as the documents name them: tags by slug, others by key.
Between the fields of a query all must be true, within one field any.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from .models import Document


@dataclass(frozen=True)
class Query:
    """What is looked for, and among what. Empty fields ask for nothing."""

    text: str = ""  # free words; none of them is required
    phrases: tuple[str, ...] = ()  # each must be there, its words side by side
    without: tuple[str, ...] = ()  # words or phrases that must not be there
    kinds: tuple[str, ...] = ()  # of communities.finding.models.Kind
    tags: tuple[str, ...] = ()  # slugs
    communities: tuple[int, ...] = ()
    authors: tuple[int, ...] = ()  # members who wrote in it; a person's document is by themselves
    agencies: tuple[int, ...] = ()  # of who asked or whose answer was accepted, bureau or agency; of a person
    levels: tuple[str, ...] = ()  # of government: communities.agencies.models.Level
    solved: bool | None = None  # True: has an accepted answer; False: an open question
    unanswered: bool = False  # a question without any reply
    after: date | None = None  # changed on that day or later
    before: date | None = None  # changed before that day

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for, so that nothing is found."""
        return self == Query(kinds=self.kinds)

    def among(self, *kinds: str) -> "Query":
        """The same, among other kinds."""
        return replace(self, kinds=kinds)


@dataclass(frozen=True)
class Passage:
    """The part of a document that says most of what is looked for: pieces of plain text, marked or not."""

    pieces: tuple[tuple[str, bool], ...] = ()

    @property
    def text(self) -> str:
        return "".join(piece for piece, _marked in self.pieces)


@dataclass(frozen=True)
class Hit:
    """One thing that was found. `document` has kind, url, title, tags, facts and changed_at."""

    document: Document
    passage: Passage
    rank: float
    by_meaning: bool = False  # none of the words stands in it

    @property
    def kind(self) -> str:
        return self.document.kind


@dataclass(frozen=True)
class Results:
    """A stretch of what was found, best first, and how much there is of each kind.

    `counts` disregards `Query.kinds`, so that every tab has its number. What is counted is listed: at most
    `searching.MOST` in all; `is_cut` says that there is more.
    """

    hits: list[Hit] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # by kind; a kind without any is absent
    total: int = 0  # of the kinds that were asked for
    is_cut: bool = False
    meant: str = ""  # "Did you mean …": the words as they are spelt in what this reader may see, or nothing
    is_for_meant: bool = False  # nothing fitted what was typed; these are the results of `meant`
    resembling: bool = False  # nothing fitted; these titles are spelt alike
    synonyms: tuple[tuple[str, str], ...] = ()  # (typed, also looked for)
