"""Who is where and which topic holds how many posts: decided before a row is written, from one seed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

COMMUNITIES = 20
LONGEST = 10_500  # posts of the longest topic: page 500 exists
UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = 4 * 365
SPREAD = 1.0  # of the logarithm of the number of posts
QUESTION_SHARE, SOLVED_SHARE = 0.6, 0.6


@dataclass(slots=True)
class PlannedTopic:
    """One topic: its place, its people by post, and its clock."""

    pk: int
    community: int
    is_question: bool
    authors: list[int]
    first_post: int  # key of the first of its posts, which have consecutive keys
    began: datetime
    pause: timedelta
    answer: int | None = None  # number of a post

    @property
    def count(self) -> int:
        return len(self.authors)

    def at(self, number: int) -> datetime:
        """When a post was written."""
        return self.began + self.pause * (number - 1)

    def key(self, number: int) -> int:
        """The key of a post."""
        return self.first_post + number - 1


@dataclass
class Plan:
    """Sizes, and who meets where. Keys are 1, 2, 3 …"""

    scale: int
    seed: int
    random: Random = field(init=False)
    people: dict[int, list[int]] = field(init=False)  # members by community, its keepers first
    topics: list[PlannedTopic] = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed + 1)
        self.people = self._people()
        self.topics = self._topics()

    @property
    def members(self) -> int:
        return 2_000 * self.scale

    @property
    def posts(self) -> int:
        return 200_000 * self.scale

    @property
    def reader(self) -> int:
        """The member as whom pages are measured: an ordinary one of the largest community."""
        return self.people[1][10]

    def _people(self) -> dict[int, list[int]]:
        weights = _falling(COMMUNITIES, 0.7)
        people: dict[int, list[int]] = {key: [] for key in range(1, COMMUNITIES + 1)}
        for member in range(1, self.members + 1):
            wanted = self.random.randint(1, 6)
            joined = self.random.choices(list(people), cum_weights=weights, k=wanted)
            for key in sorted(set(joined)):
                people[key].append(member)
        return people

    def _topics(self) -> list[PlannedTopic]:
        counts = self._counts(20_000 * self.scale)
        weights = _falling(COMMUNITIES, 0.9)
        first, topics = 1, []
        for pk, count in enumerate(counts, 1):
            community = 1 if count == LONGEST else self.random.choices(range(1, 21), cum_weights=weights)[0]
            topics.append(self._topic(pk, community, count, first))
            first += count
        return topics

    def _topic(self, pk: int, community: int, count: int, first: int) -> PlannedTopic:
        random = self.random
        began = UNTIL - timedelta(minutes=random.randint(60, DAYS * 24 * 60))
        pause = timedelta(minutes=random.uniform(5, 2000))
        pause = min(pause, (UNTIL - began) / count)
        authors = random.choices(self.people[community], k=count)
        is_question = random.random() < QUESTION_SHARE
        solved = is_question and count > 1 and random.random() < SOLVED_SHARE
        answer = random.randint(2, min(count, 12)) if solved else None
        return PlannedTopic(pk, community, is_question, authors, first, began, pause, answer)

    def _counts(self, topics: int) -> list[int]:
        """Log-normal numbers of posts that add up exactly; one topic, in the middle, is very long."""
        drawn = [self.random.lognormvariate(0, SPREAD) for _ in range(topics - 1)]
        factor = (self.posts - LONGEST) / sum(drawn)
        counts = [max(1, round(each * factor)) for each in drawn]
        surplus, at = sum(counts) + LONGEST - self.posts, 0
        while surplus:
            step = 1 if surplus < 0 else -1
            if counts[at % len(counts)] + step >= 1:
                counts[at % len(counts)] += step
                surplus += step
            at += 1
        counts.insert(topics // 2, LONGEST)
        return counts


def _falling(count: int, steepness: float) -> list[float]:
    """Cumulated weights of things of which each is a little rarer than the one before."""
    return list(accumulate(1 / rank**steepness for rank in range(1, count + 1)))
