"""What the composer needs besides its form: the draft of its place, and what is said before posting."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, Exists, Func, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, JSONObject, Length
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from communities.finding.models import Document
from communities.kit import text
from communities.members.models import User
from communities.screening.asking import Looked
from communities.spaces.models import Community, audiences_of, readers_of
from communities.tags.models import Tag

from ..models import Draft, Post, Topic
from . import resembling, screening
from .drafting import OTHER, PLACE, place_of
from .forms import AttachForm
from .resembling import Similar
from .screening import Written

MOST_NAMES = 6


@dataclass
class Composer:
    """The state of one composer. `fields` is what stands in its draft."""

    place: str
    fields: dict[str, str] = field(default_factory=dict)
    version: int = 0
    saved_at: datetime | None = None
    conflict: bool = False  # saved from elsewhere meanwhile
    theirs: str = ""  # the text that was saved there
    problem: str = ""  # why a draft could not be kept
    attaching: AttachForm = field(default_factory=AttachForm)
    similar: list[Similar] = field(default_factory=list)
    looked: Looked = field(default_factory=Looked)
    seen_similar: bool = False

    @property
    def other(self) -> str:
        """The text that this one replaced, kept until it is posted."""
        return self.theirs or self.fields.get(OTHER, "")

    def use(self, draft: Draft | None) -> None:
        """Stand on this draft."""
        self.fields = draft.fields if draft else {}
        self.version = draft.version if draft else 0
        self.saved_at = draft.saved_at if draft else None

    def look_through(self, written: Written, *, seen_similar: bool, seen_findings: str, because: str) -> bool:
        """Look for what the author should read before posting; whether there is something."""
        self.looked = screening.look_through(written, seen=seen_findings, because=because)
        self.seen_similar = True
        if written.title and not seen_similar:
            self.similar = resembling.similar_to(written.title, person=written.by)
        return bool(self.similar) or not self.looked.may_go_on


def composer_for(person: User, thing: Community | Post) -> Composer:
    """The composer of a place with what was kept there. One query."""
    composer = Composer(place_of(thing))
    composer.use(Draft.objects.visible_to(person).filter(place=composer.place).first())
    return composer


def with_draft(topics: QuerySet[Topic], person: User | None) -> QuerySet[Topic]:
    """Read the person's draft of a reply in the same query, for `reply_composer`."""
    if person is None:
        return topics
    place = Concat(Value("topic:"), Cast(OuterRef("pk"), CharField()))
    rows = Draft.objects.filter(person=person, place=place)
    kept = rows.values(json=JSONObject(fields="fields", version="version", saved_at="saved_at"))
    return topics.annotate(draft_row=Subquery(kept))


def reply_composer(topic: Topic) -> Composer:
    """The composer of a topic that was read `with_draft`. No query."""
    row = getattr(topic, "draft_row", None) or {}
    saved_at = parse_datetime(row["saved_at"]) if row else None
    return Composer(place_of(topic), row.get("fields", {}), row.get("version", 0), saved_at)


@dataclass(frozen=True)
class DraftRow:
    """A draft in the list of one's drafts."""

    draft: Draft
    title: str
    url: str  # empty where the place is not there any more, or not for this person
    excerpt: str


def my_drafts(person: User) -> list[DraftRow]:
    """All drafts of a person, the latest first, with their places. At most four queries."""
    drafts = list(Draft.objects.visible_to(person).order_by("-saved_at"))
    found = _places(person, [draft.place for draft in drafts])
    return [_draft_row(draft, found.get(draft.place)) for draft in drafts]


def _places(person: User, places: list[str]) -> dict[str, Model]:
    """The things at these places, as far as the person sees them."""
    keys: dict[str, list[int]] = {}
    for place in places:
        if match := PLACE.fullmatch(place):
            keys.setdefault(match.group(1), []).append(int(match.group(2)))
    found: dict[str, Model] = {}
    for kind, rows in (
        ("community", Community.objects.visible_to(person)),
        ("topic", Topic.objects.visible_to(person)),
        ("post", Post.objects.visible_to(person).select_related("topic")),
    ):
        if wanted := keys.get(kind):
            found |= {f"{kind}:{row.pk}": row for row in rows.filter(pk__in=wanted)}
    return found


def _draft_row(draft: Draft, place: Model | None) -> DraftRow:
    body = " ".join(draft.fields.get("body", "").split())
    excerpt = body if len(body) <= 200 else f"{body[:200].rsplit(' ', 1)[0]} …"
    if isinstance(place, Community):
        title = draft.fields.get("title") or _("A new topic in %(community)s") % {"community": place}
        return DraftRow(draft, title, reverse("topic_start", args=[place.slug]), excerpt)
    if isinstance(place, Topic):
        title = _("Reply in “%(title)s”") % {"title": place.title}
        return DraftRow(draft, title, f"{place.get_absolute_url()}#composer", excerpt)
    if isinstance(place, Post):
        title = _("Change of your post in “%(title)s”") % {"title": place.topic.title}
        return DraftRow(draft, title, reverse("post_edit", args=[place.pk]), excerpt)
    return DraftRow(draft, _("A place that you can't see any more"), "", excerpt)


def place_for(person: User, place: str) -> Model | None:
    """The thing where a draft may stand, when the person sees it."""
    return _places(person, [place]).get(place)


def suggested_tags(person: User, typed: str) -> list[Tag]:
    """Tags with a word that begins so, of what the person may find: the names of others say nothing here."""
    words = " ".join(text.clean_source(typed).replace("#", " ").replace("-", " ").split())[:40]
    if not words:
        return []
    carrying = Document.objects.filter(audience__in=audiences_of(person))
    named = Tag.objects.filter(name__istartswith=words) | Tag.objects.filter(name__icontains=f" {words}")
    found = named.annotate(used=Exists(carrying.filter(tags__contains=Array(OuterRef("slug")))))
    return list(found.filter(used=True).order_by(Length("name"), "name")[:MOST_NAMES])


class Array(Func):
    """An array of one text."""

    template = "ARRAY[%(expressions)s]::varchar(100)[]"


def mentionable(person: User, community: Community, typed: str) -> list[User]:
    """Members whom a text in the community may mention and whose names begin with what was typed."""
    words = " ".join(text.clean_source(typed).split())[:40]
    if not words:
        return []
    people = readers_of(community).filter(pk__in=User.objects.visible_to(person)).exclude(slug=None)
    begins = people.filter(name__istartswith=words) | people.filter(slug__startswith=words.lower())
    within = people.filter(name__icontains=f" {words}")
    rows = (begins | within).select_related("profile__agency", "profile__bureau")
    return list(rows.order_by("name", "pk")[:MOST_NAMES])
