"""Words for the same thing: a list that staff keep, and what features know (settings.FINDING_SYNONYMS)."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils.module_loading import import_string

from .lexical import Word
from .models import Synonym
from .words import readable

KEPT_FOR = 60  # seconds
SHARE = 0.7  # of the weight of what was typed
MOST = 6  # other words for one question
_LETTERS = re.compile(r"[^\W_]+")
_KEY = "finding:synonyms"
_QUERIES = """
    SELECT each, phraseto_tsquery('english', read)::text
    FROM unnest(%s::text[], %s::text[]) AS one (each, read)
"""


def groups() -> list[list[str]]:
    """Every group of words for one thing, in lower case."""
    found = cache.get(_KEY)
    if found is None:
        found = [split(words) for words in Synonym.objects.values_list("words", flat=True)]
        for path in settings.FINDING_SYNONYMS.values():
            found += [[word.lower() for word in group] for group in import_string(path)()]
        found = [group for group in found if len(group) > 1]
        cache.set(_KEY, found, KEPT_FOR)
    return found


def forget_groups() -> None:
    """Let the next search read the list again."""
    cache.delete(_KEY)


def split(words: str) -> list[str]:
    """The words of one group, as they are typed into a line."""
    return list(dict.fromkeys(filter(None, (" ".join(word.lower().split()) for word in words.split(",")))))


def words_for(text: str, words: Sequence[Word]) -> tuple[list[Word], tuple[tuple[str, str], ...]]:
    """Other words for what was typed, and which stand for which. One query, or none."""
    also = also_for(text)
    if not also:
        return [], ()
    with connection.cursor() as cursor:
        cursor.execute(
            _QUERIES, [[other for _typed, other in also], [readable(other) for _typed, other in also]]
        )
        queries = {each: query for each, query in cursor.fetchall() if query}
    weight = SHARE * (max((word.weight for word in words), default=0.0) or 1.0)
    more = [
        Word(other.split()[0], weight, phrase=queries[other]) for _typed, other in also if other in queries
    ]
    return more, tuple(also)


def also_for(text: str) -> list[tuple[str, str]]:
    """Pairs of what was typed and another word for it."""
    typed = f" {_plain(text)} "
    also = [
        (word, other)
        for group in groups()
        for word in group
        if f" {_plain(word)} " in typed
        for other in group
        if other != word and f" {_plain(other)} " not in typed
    ]
    return also[:MOST]


def _plain(text: str) -> str:
    return " ".join(_LETTERS.findall(text.lower()))
