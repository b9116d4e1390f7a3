"""Misspellings: the nearest of the words that stand in what a reader may see.

`learn` counts the words of each audience every night. A word that has gone since is not offered, because what
is offered is looked for first, for the same reader.
"""

import re

from django.db import connection, transaction

from .models import Document, Word

SHORTEST, MOST, MOST_EDITS = 4, 6, 2
_TOKEN = re.compile(r"[^\W\d_]+")

_LEARN = """
    INSERT INTO finding_word (word, audience, documents)
    SELECT left(word, 40), %s, ndoc FROM ts_stat(%s)
    WHERE word ~ '^[[:alpha:]]+$' AND length(word) BETWEEN 4 AND 40
"""
_TEXTS = """
    SELECT to_tsvector('simple', left(title || ' ' || body, 20000)) FROM finding_document WHERE audience = {}
"""
_KNOWN = "SELECT DISTINCT word FROM finding_word WHERE word = ANY (%s) AND audience = ANY (%s)"
_NEAR = """
    SELECT typed.word, near.word, near.documents FROM unnest(%s::text[]) AS typed (word) CROSS JOIN LATERAL (
        SELECT word, sum(documents) AS documents FROM finding_word
        WHERE finding_word.word %% typed.word AND audience = ANY (%s)
        GROUP BY word ORDER BY similarity(finding_word.word, typed.word) DESC, 2 DESC LIMIT 12
    ) AS near
"""


def learn() -> int:
    """Learn the words of every audience anew; answers how many. Takes nothing away from readers meanwhile."""
    audiences = list(Document.objects.order_by().values_list("audience", flat=True).distinct())
    with transaction.atomic():
        Word.objects.all().delete()
        with connection.cursor() as cursor:
            for audience in audiences:
                cursor.execute("SELECT quote_literal(%s)", [audience])
                cursor.execute(_LEARN, [audience, _TEXTS.format(cursor.fetchone()[0])])
        return Word.objects.count()


def meant(text: str, *, audiences: list[str]) -> str:
    """The text with its unknown words as they are spelt elsewhere; empty when none is near. Two queries."""
    typed = {each.lower() for each in _TOKEN.findall(text) if len(each) >= SHORTEST}
    if not typed or len(typed) > 24:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(typed), audiences])
        unknown = sorted(typed - {word for (word,) in cursor.fetchall()})[:MOST]
        if not unknown:
            return ""
        cursor.execute(_NEAR, [unknown, audiences])
        near = cursor.fetchall()
    right = {word: found for word in unknown if (found := _nearest(word, near))}
    spelt = _TOKEN.sub(lambda each: right.get(each[0].lower(), each[0]), text)
    return spelt if right else ""


def _nearest(typed: str, near: list[tuple[str, str, int]]) -> str:
    """Of words that share letters with a word, the one that takes fewest changes; of equals the commonest."""
    most = 1 if len(typed) < 6 else MOST_EDITS
    found = [(edits(typed, word), -documents, word) for each, word, documents in near if each == typed]
    return min((each for each in found if each[0] <= most), default=(0, 0, ""))[2]


def edits(one: str, other: str) -> int:
    """How many letters have to be changed, added, left out, or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, above, row = row, before, [i]
        for j, sign in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                best = min(best, above[j - 2] + 1)
            row.append(best)
    return row[-1]
