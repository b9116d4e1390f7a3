"""From what somebody types to a query over the words of the directory.

Each word must be found: as the beginning of a word, or by its English stem. A word that begins none is
compared with those that exist, so that a slip of the fingers finds what was meant.
"""

import difflib
from dataclasses import dataclass

from django.db import connection

from ..listing import plain

MOST_WORDS = 8
SHORTEST = 3  # of a word that is compared with others
CLOSE = 0.75  # of difflib's ratio: "ortgea" and "ortega"
BEST = 3

# A word begins with `start` when the first one that is not before it does.
_LOOK = """
    SELECT asked.word, numnode(plainto_tsquery('english', asked.word)) = 0,
           CASE WHEN length(asked.word) < %s OR EXISTS (
               SELECT 1 FROM unnest(array_append(
                   tsvector_to_array(to_tsvector('english', asked.word)), asked.word)) AS start (word)
               WHERE starts_with((
                   SELECT word FROM members_directoryword WHERE word ~>=~ start.word
                   ORDER BY word USING ~<~ LIMIT 1
               ), start.word)
           ) THEN NULL ELSE ARRAY(
               SELECT word FROM members_directoryword ORDER BY word <-> asked.word LIMIT 20
           ) END
    FROM unnest(%s::text[]) WITH ORDINALITY AS asked (word, place) ORDER BY asked.place
"""


@dataclass(frozen=True)
class Query:
    """A condition over `members_directoryentry` with its parameters, and the tsquery alone, for ranking."""

    match: str
    tsquery: str
    params: tuple[str, ...]
    name: str  # what was typed, as names are sorted
    guessed: bool  # some word is only like one that exists


def understood(text: str) -> Query | None:
    """What `text` asks for; None when it holds no letter or digit. One query."""
    words = list(dict.fromkeys(plain(text).split()))[:MOST_WORDS]
    if not words:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [SHORTEST, words])
        rows = cursor.fetchall()
    said = [row for row in rows if not row[1]] or rows  # "of" and "the" only where there is nothing else
    likes = {word: difflib.get_close_matches(word, near or [], BEST, CLOSE) for word, _stop, near in said}
    each = "(to_tsquery('simple', %s) || plainto_tsquery('english', %s))"
    tsquery = " && ".join(each for _word in likes)
    params = tuple(part for word, near in likes.items() for part in (" | ".join([f"{word}:*", *near]), word))
    return Query(f"vector @@ ({tsquery})", f"({tsquery})", params, plain(text), any(likes.values()))
