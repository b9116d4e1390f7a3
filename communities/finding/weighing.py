"""How words and meaning make one rank, and what is preferred among equals.

The weights were chosen by cross-validation (`benchmarks.search_quality --weights`; figures in decision 32).
"""

from datetime import datetime

from .lexical import Candidate
from .models import Kind

WORDS = 0.3  # of a rank; meaning has the rest, when there is any
OLD = 730  # days, after which a topic is lowered
SOLVED, HELPFUL, TOOLKIT, RECENT = 0.03, 0.02, 0.02, 0.02  # are added: less than a word more or less
OLDER, RETIRED = -0.03, -0.15


def weigh(candidates: list[Candidate], *, now: datetime, words: float = WORDS) -> list[Candidate]:
    """Give each candidate its rank, and return them best first; a title that was typed comes before all."""
    most = max((each.words for each in candidates), default=0.0) or 1.0
    closest = max((each.meaning for each in candidates), default=0.0)
    share = words if closest else 1.0
    for each in candidates:
        relevance = share * each.words / most + (1 - share) * (each.meaning / closest if closest else 0.0)
        each.rank = each.exact * 10 + relevance + preference(each, now)
    return sorted(candidates, key=lambda each: (-each.rank, -each.changed_at.timestamp(), -each.pk))


def preference(candidate: Candidate, now: datetime) -> float:
    """What speaks for a document besides its words: answers first, then what others found helpful."""
    days = (now - candidate.changed_at).days
    found = SOLVED * candidate.solved + HELPFUL * min(candidate.helpful, 5) / 5
    if candidate.kind == Kind.TOOLKIT:
        return found + TOOLKIT + RETIRED * candidate.retired
    if candidate.kind == Kind.TOPIC:
        found += OLDER if days > OLD else RECENT * max(0.0, 1 - days / OLD)
    return found + RETIRED * candidate.retired
