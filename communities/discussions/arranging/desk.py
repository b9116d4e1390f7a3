"""What the pages on which a topic is arranged need."""

import re
from dataclasses import dataclass

from django.urls import Resolver404, resolve
from django.utils.functional import cached_property

from communities.finding import searching
from communities.finding.models import Kind as Findable
from communities.kit import text
from communities.kit.permissions import Verdict
from communities.members.models import User
from communities.spaces.models import Community, audiences_of

from .. import rules
from ..models import Act, Post, Topic

FOUND = 10
POSTS_TO_SPLIT = 100  # on one page
_ADDRESS = re.compile(r"/topics/\d+/[^?#\s]*")


@dataclass(frozen=True)
class Undoable:
    """A merging or splitting that can be taken back: the other topic, as far as the person sees it."""

    topic: Topic
    is_split: bool


@dataclass
class Desk:
    """What one person may do to a topic, and with what."""

    topic: Topic
    person: User

    @cached_property
    def may_arrange(self) -> Verdict:
        return rules.may_arrange(self.person, self.topic)

    @cached_property
    def may_rename(self) -> Verdict:
        return rules.may_rename(self.person, self.topic)

    @cached_property
    def may_open(self) -> Verdict:
        """Whether there is anything here for the person."""
        return self.may_rename or rules.may_show_only_here(self.person, self.topic)

    @cached_property
    def may_start_poll(self) -> Verdict:
        return rules.may_start_poll(self.person, self.topic)

    @cached_property
    def may_reopen(self) -> Verdict:
        return rules.may_reopen(self.person, self.topic)

    @property
    def may_close(self) -> bool:
        """Whether the person may close the topic as a duplicate of some other one."""
        return self.may_open.allowed and not self.topic.duplicate_of_id

    @cached_property
    def communities(self) -> list[Community]:
        """The communities that the person sees."""
        return list(Community.objects.visible_to(self.person))

    @cached_property
    def to_move(self) -> list[Community]:
        """Where the topic may be moved to."""
        if not self.may_arrange:
            return []
        return [each for each in self.communities if rules.may_move(self.person, self.topic, each)]

    @cached_property
    def to_share(self) -> list[Community]:
        """Where the topic may be shown as well."""
        others = [each for each in self.communities if each.pk != self.topic.also_in_id]
        return [each for each in others if rules.may_show_also_in(self.person, self.topic, each)]

    @cached_property
    def also_in(self) -> Community | None:
        """The second community, when the person sees it."""
        return next((each for each in self.communities if each.pk == self.topic.also_in_id), None)

    @cached_property
    def undoable(self) -> list[Undoable]:
        """What was merged into the topic or split from it, the latest first. Two queries."""
        if not self.may_arrange:
            return []
        kinds = (Act.Kind.MERGED, Act.Kind.SPLIT)
        acts = list(self.topic.acts.filter(kind__in=kinds).order_by("-at", "-pk"))
        beside = ("community", "merged_into__community", "poll")
        topics = Topic.objects.visible_to(self.person).select_related(*beside)
        seen = topics.in_bulk([act.facts["other"] for act in acts])
        rows = [(seen.get(act.facts["other"]), act.kind == Act.Kind.SPLIT) for act in acts]
        return [Undoable(other, split) for other, split in rows if other and self._may_undo(other, split)]

    def _may_undo(self, other: Topic, split: bool) -> bool:
        if split:
            return bool(rules.may_merge(self.person, other, self.topic))
        return bool(rules.may_unmerge(self.person, other))


@dataclass(frozen=True)
class Candidate:
    """A topic with which something may be done, or why not."""

    topic: Topic
    verdict: Verdict


def candidates(topic: Topic, person: User, words: str, *, rule) -> list[Candidate]:
    """The topics that `person` sees that an address, a number or words name; `rule` says which will do.

    Three queries or four.
    """
    key = _key_in(words)
    keys = [key] if key else _found(words, person)
    topics = Topic.objects.listed_for(person).select_related("community", "author")
    seen = topics.in_bulk([each for each in keys if each != topic.pk])
    return [Candidate(seen[each], rule(person, topic, seen[each])) for each in keys if each in seen]


def _key_in(words: str) -> int | None:
    """The key of the topic that an address or a number names."""
    words = words.strip()
    if words.isascii() and words.isdigit() and len(words) < 10:
        return int(words)
    if found := _ADDRESS.search(words):
        try:
            return resolve(found.group()).kwargs.get("pk")
        except Resolver404:
            return None
    return None


def _found(words: str, person: User) -> list[int]:
    question = searching.ask(words, audiences=audiences_of(person))
    best = searching.best(question, kind=Findable.TOPIC)
    return [document.object_id for document in best[: FOUND + 1]]


def posts_to_split(topic: Topic, page: int) -> list[tuple[int, str, str]]:
    """The posts on a page of those that may be split out: number, author, and how each begins. One query."""
    first = (page - 1) * POSTS_TO_SPLIT + 1
    numbers = range(max(first, 2), first + POSTS_TO_SPLIT)
    posts = Post.objects.filter(topic=topic, number__in=numbers).select_related("author").defer("source")
    return [
        (post.number, str(post.author), text.excerpt(post.html, 140)) for post in posts.order_by("number")
    ]
