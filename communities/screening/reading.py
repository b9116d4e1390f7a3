from .models import WatchedWord
from .verdicts import Answer
from .words import Watched

MOST = 500  # watched words: each of them is looked for in each text


def watched_words() -> list[Watched]:
    """All watched words, as the finders want them. One query."""
    rows = WatchedWord.objects.values_list("pattern", "action", "reason")[:MOST]
    return [Watched(pattern, Answer(action), reason) for pattern, action, reason in rows]
