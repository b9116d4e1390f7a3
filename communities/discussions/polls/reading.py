"""What a page shows of the poll in a topic."""

from dataclasses import dataclass
from datetime import tzinfo

from django.db.models import Count, Q
from django.utils import timezone

from communities.kit.permissions import Verdict
from communities.members.models import User

from .. import rules
from ..models import Poll, Topic, Vote


@dataclass(frozen=True)
class Option:
    """One option, with how many chose it."""

    place: int
    text: str
    votes: int
    percent: int  # of those who voted
    is_mine: bool

    @property
    def bar(self) -> int:
        """The length of the bar, in twentieths: a style sheet has a width for each."""
        return round(self.percent / 5)


@dataclass(frozen=True)
class PollView:
    """A poll as one person sees it."""

    poll: Poll
    options: list[Option]
    voters: int
    has_voted: bool
    may_vote: Verdict
    may_close: Verdict
    may_see_results: Verdict
    zone: tzinfo  # in which it is told when the poll closes


def zone_of(person: User | None) -> tzinfo:
    """The time zone of a person, or that of the site."""
    profile = getattr(person, "profile", None)
    return (profile.zone if profile else None) or timezone.get_default_timezone()


def poll_of(topic: Topic) -> Poll | None:
    """The poll of a topic: read with it, or in one query."""
    return getattr(topic, "poll", None)


def poll_view(topic: Topic, person: User | None) -> PollView | None:
    """The poll of a topic as `person` sees it; None when there is none. One query, when there is one."""
    poll = poll_of(topic)
    return view_of(poll, topic, person) if poll else None


def view_of(poll: Poll, topic: Topic, person: User | None) -> PollView:
    """A poll as `person` sees it. One query."""
    mine, voters, counts = _votes(poll, person)
    results = rules.may_see_results(person, poll, has_voted=bool(mine))
    return PollView(
        poll=poll,
        options=[
            _option(place, text, counts.get(place, 0) if results else 0, voters, mine)
            for place, text in enumerate(poll.options)
        ],
        voters=voters,
        has_voted=bool(mine),
        may_vote=rules.may_vote(person, poll, topic),
        may_close=rules.may_close_poll(person, poll, topic),
        may_see_results=results,
        zone=zone_of(person),
    )


def _option(place: int, text: str, votes: int, voters: int, mine: list[int]) -> Option:
    percent = round(100 * votes / voters) if voters else 0
    return Option(place=place, text=text, votes=votes, percent=percent, is_mine=place in mine)


def _votes(poll: Poll, person: User | None) -> tuple[list[int], int, dict[int, int]]:
    """What the person chose, how many voted, and how often each option was chosen."""
    places = range(len(poll.options))
    mine = Q(person=person) if person else Q(pk=None)
    chose = [Q(choices__contains=[place]) for place in places]
    row = Vote.objects.filter(poll=poll).aggregate(
        voters=Count("pk"),
        **{f"all_{place}": Count("pk", filter=chose[place]) for place in places},
        **{f"mine_{place}": Count("pk", filter=mine & chose[place]) for place in places},
    )
    chosen = [place for place in places if row[f"mine_{place}"]]
    return chosen, row["voters"], {place: row[f"all_{place}"] for place in places}
