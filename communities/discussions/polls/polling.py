"""A poll in a topic: it is made, members vote and change their vote, it is closed."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User
from communities.screening.screening import refuse_personal
from communities.spaces.models import forget_roles

from .. import rules
from ..models import Poll, Topic, Vote

FEWEST, MOST = 2, 10
LONGEST = 150  # characters of an option


@transaction.atomic
def start_poll(
    topic: Topic,
    *,
    by: User,
    question: str,
    options: list[str],
    is_multiple: bool = False,
    closes_at: datetime | None = None,
    because: str = "",
) -> Poll:
    """Add a poll to a topic. `because`: why it is right although screening warned of it.

    Raises Refused when the person may not, ValidationError for what is no poll or may not be published.
    """
    topic = Topic.objects.locked().get(pk=topic.pk)
    forget_roles(by)
    require(rules.may_start_poll(by, topic))
    question = " ".join(question.split())
    if not question:
        raise ValidationError(_("Ask something."))
    if closes_at is not None and closes_at <= timezone.now():
        raise ValidationError(_("Let the poll close in the future."))
    refuse_personal(question, "\n".join(options))
    poll = Poll.objects.create(
        topic=topic,
        question=question,
        options=clean_options(options),
        is_multiple=is_multiple,
        closes_at=closes_at,
        created_by=by,
    )
    record("poll.started", by=by, on=topic, community_id=topic.community_id)
    if because:
        record("screening.answered", by=by, on=topic, community_id=topic.community_id, reason=because)
    return poll


def clean_options(options: list[str]) -> list[str]:
    """The options without spaces round them and without empty ones.

    Raises ValidationError for fewer than two or more than ten, for one that is too long, and for two alike.
    """
    options = [each for each in (" ".join(option.split()) for option in options) if each]
    if not FEWEST <= len(options) <= MOST:
        words = _("Give %(fewest)d to %(most)d options; there are %(count)d now.")
        raise ValidationError(words % {"fewest": FEWEST, "most": MOST, "count": len(options)})
    if any(len(option) > LONGEST for option in options):
        raise ValidationError(_("An option can have %(most)d characters.") % {"most": LONGEST})
    if len({option.casefold() for option in options}) < len(options):
        raise ValidationError(_("Two options are the same. Each must be different."))
    return options


@transaction.atomic
def vote(poll: Poll, *, by: User, choices: list[int]) -> Vote:
    """Vote, or change one's vote. `choices` are places of options, from 0.

    Raises Refused when the person may not or the poll is closed, ValidationError for choices that are none.
    """
    topic, poll = _locked(poll)
    forget_roles(by)
    require(rules.may_vote(by, poll, topic))
    chosen = sorted(set(choices))
    if not chosen or not set(chosen) <= set(range(len(poll.options))):
        raise ValidationError(_("Choose one of the options."))
    if len(chosen) > 1 and not poll.is_multiple:
        raise ValidationError(_("Choose one option only."))
    voted, _created = Vote.objects.update_or_create(
        poll=poll, person=by, defaults={"choices": chosen, "at": timezone.now()}
    )
    return voted


@transaction.atomic
def close_poll(poll: Poll, *, by: User) -> Poll:
    """Close a poll before its time: nobody votes any more, and everybody sees the results."""
    topic, poll = _locked(poll)
    forget_roles(by)
    require(rules.may_close_poll(by, poll, topic))
    poll.closed_at = timezone.now()
    poll.save(update_fields=["closed_at"])
    record("poll.closed", by=by, on=topic, community_id=topic.community_id)
    return poll


def _locked(poll: Poll) -> tuple[Topic, Poll]:
    """The poll, locked after its topic: a vote and a closing, or two votes of one person, take turns."""
    topic = Topic.objects.locked().get(pk=poll.topic_id)
    return topic, Poll.objects.select_for_update(no_key=True).get(pk=poll.pk)
