"""A judged collection as a community that members have written, and a member who looks for things in it."""

import re
import time
from dataclasses import dataclass, replace

from django.utils import timezone

from communities.discussions.answering import accept_answer
from communities.discussions.models import Post
from communities.discussions.writing.posting import reply, start_topic
from communities.finding import parts, searching, weighing
from communities.finding.asked import Query
from communities.finding.lexical import Candidate
from communities.finding.models import Document, Kind
from communities.members.models import User
from communities.spaces.joining import join_community
from communities.spaces.models import Community, audiences_of
from tests import make

LONGEST_TITLE, LONGEST_POST, MOST_REPLIES = 150, 15_000, 30
_SIGNS = re.compile(r"([\\`*_{}\[\]<>()#+!|~^-])")

Gathered = dict[str, list[Candidate]]


@dataclass
class Loaded:
    """The community, its reader, and which document is which text."""

    reader: User
    names: dict[int, str]  # of documents
    words: float = weighing.WORDS

    def gather(self, queries: list[dict]) -> tuple[Gathered, float]:
        """The candidates of each query before they are weighed, and how long one takes."""
        began, audiences = time.perf_counter(), audiences_of(self.reader)
        found = {query["_id"]: searching.gather(Query(text=_typed(query)), audiences)[0] for query in queries}
        return found, (time.perf_counter() - began) / len(queries)

    def ranked(self, gathered: Gathered, share: float, *, plain: bool = False) -> dict[str, list[str]]:
        """The texts in the order that this share of words gives."""
        now, found = timezone.now(), {}
        for query, candidates in gathered.items():
            mine = [replace(each, solved=False, helpful=0, kind="") if plain else each for each in candidates]
            order = [each.pk for each in weighing.weigh(mine, now=now, words=share)]
            found[query] = [self.names[key] for key in order if key in self.names]
        return found

    def find(self, queries: list[dict]) -> tuple[dict[str, list[str]], float]:
        """What the page shows for each query, and how long one takes."""
        began, audiences, found = time.perf_counter(), audiences_of(self.reader), {}
        for query in queries:
            results = searching.find(Query(text=_typed(query), kinds=(Kind.TOPIC,)), audiences=audiences)
            found[query["_id"]] = [self.names[hit.document.pk] for hit in results.hits]
        return found, (time.perf_counter() - began) / len(queries)


def load(corpus: list[dict]) -> Loaded:
    """Write the texts as members do, and make their vectors as the worker does."""
    place = make.community("Judged questions")
    asker, answerer, reader = (make.member(f"Member {number}") for number in range(3))
    for person in (asker, answerer, reader):
        join_community(place, by=person)
    names = {_write(place, asker, answerer, text): text["_id"] for text in corpus}
    documents = Document.objects.filter(kind=Kind.TOPIC)
    for document in documents.defer("vector"):
        parts.embed(document.content_type_id, document.object_id)
    found = {document.pk: names[document.object_id] for document in documents.defer("vector")}
    return Loaded(make.fresh(reader), found)


def _write(place: Community, asker: User, answerer: User, text: dict) -> int:
    title = " ".join(text["title"].split()) or text["text"][:80]
    began = start_topic(
        place, by=asker, kind="question", title=title[:LONGEST_TITLE], source=_source(title), tags=[]
    )
    answers = [part for part in text["text"].split("\n\n") if part.strip()][: MOST_REPLIES + 1]
    posts: list[Post] = [reply(began, by=answerer, source=_source(part[:LONGEST_POST])) for part in answers]
    if posts:
        accept_answer(posts[0], by=asker)
    return began.pk


def _source(text: str) -> str:
    """Plain text as Markdown that shows it to the letter."""
    return _SIGNS.sub(r"\\\1", text)


def _typed(query: dict) -> str:
    return " ".join(query["text"].split())
