"""Looking through what a member is about to post, with what is known of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict
from communities.ledger.recording import record
from communities.members.models import User
from communities.screening import trusting
from communities.screening.asking import Looked, Part
from communities.screening.authors import author_of, has_official_address
from communities.screening.reading import watched_words
from communities.screening.screening import look
from communities.spaces import rules as spaces
from communities.spaces.models import Community

from ..models import Post

LATELY = timedelta(days=1)  # the same text within this time is the same text again
MOST_RECENT = 20
HIDDEN_COUNTS = timedelta(days=90)


@dataclass(frozen=True)
class Written:
    """What somebody is about to post."""

    by: User
    community: Community
    title: str  # empty for a reply
    source: str
    post: Post | None = None  # which they are changing


def look_through(written: Written, *, seen: str = "", because: str = "", is_asked: bool = True) -> Looked:
    """What screening says of the text and its title. At most four queries.

    `seen` is the mark of what the author has read already, `because` why they post it all the same.
    """
    limits = limits_of(written.by, written.community)
    watched = watched_words()
    author = author_of(written.by, says=_says(written.by), recent=_recent(written), limits=limits)
    parts = []
    if written.title:
        found = look(written.title, by=author_of(written.by, limits=limits), is_title=True, watched=watched)
        parts.append(Part(_("Title"), written.title, found))
    parts.append(Part(_("Text"), written.source, look(written.source, by=author, watched=watched)))
    looked = Looked(parts, seen=seen, because=because, is_asked=is_asked)
    if written.post is None:
        return looked
    return looked.without(look(written.post.source, by=author, watched=watched).findings)


def check(written: Written, *, because: str, is_asked: bool) -> Looked:
    """The same for a verb. Raises ValidationError, in words for the author, for what can't be posted so."""
    looked = look_through(written, because=because, is_asked=is_asked)
    looked.seen = looked.mark  # who gives a reason has read what it is for
    if not looked.may_go_on:
        raise ValidationError(looked.sentence)
    return looked


def note(post: Post, looked: Looked, by: User) -> None:
    """Record that something was posted all the same, and that a post waits because of what was found.

    The ledger gets what kind of thing it was and the reason, never the words that were found.
    """
    kinds = sorted({str(finding.kind) for finding in looked.findings})
    where = post.topic.community_id
    if looked.wants_reason and looked.because:
        record("screening.answered", by=by, on=post, community_id=where, found=kinds, reason=looked.because)
    if looked.holds:
        record("screening.held", by=by, on=post, community_id=where, found=kinds)


def held_from(looked: Looked, at: datetime) -> datetime | None:
    """From when on a post waits for a moderator, because of what was found in it; None when it does not."""
    return at if looked.holds else None


def limits_of(person: User, community: Community | None) -> trusting.Limits:
    """What a person may do at once. Two queries at most."""
    now = timezone.now()
    keeps_order = person.is_superuser or (community is not None and spaces.is_keeper(person, community))
    if keeps_order:
        return trusting.TRUSTED
    said = Q(hidden_at=None, held_at=None, withdrawn_at=None)
    counted = Post.objects.filter(author=person).aggregate(
        posts=Count("pk", filter=said), hidden=Count("pk", filter=Q(hidden_at__gt=now - HIDDEN_COUNTS))
    )
    record_ = trusting.Record(joined=person.date_joined, is_official=has_official_address(person), **counted)
    return trusting.limits_for(record_, now)


def pace_of(person: User, community: Community) -> Verdict:
    """Whether a person has not posted too much lately; if so, when they may go on. Three queries."""
    if not settings.LIMITS_ON_ACTS:
        return YES
    now = timezone.now()
    limits = limits_of(person, community)
    mine = Post.objects.filter(author=person, created_at__gt=now - trusting.DAY).order_by("-created_at")
    moments = list(mine.values_list("created_at", flat=True)[: limits.posts_a_day])
    return trusting.may_go_on(moments, now, an_hour=limits.posts_an_hour, a_day=limits.posts_a_day)


def _says(person: User) -> tuple[str, ...]:
    """What the author's profile says in words: how to reach them stands there already."""
    profile = getattr(person, "profile", None)
    return (profile.ask_me_about, profile.looking_for) if profile else ()


def _recent(written: Written) -> list[str]:
    """What the author has published within a day, besides what they are changing."""
    mine = Post.objects.filter(author=written.by, created_at__gt=timezone.now() - LATELY, withdrawn_at=None)
    if written.post is not None:
        mine = mine.exclude(pk=written.post.pk)
    return list(mine.order_by("-created_at").values_list("source", flat=True)[:MOST_RECENT])
