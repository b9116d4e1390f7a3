"""Among which documents is looked: those of the reader's audiences, and of them those that a query asks for.

Every statement that reads the index for somebody has `seen()` in it. Labels say by what a document can be
narrowed: `in:3` a community, `by:7` who wrote in it, `agency:4` and `level:state` where who asked and
who gave the answer work, `is:solved`, `is:open` and `is:unanswered` how it stands with a question.
"""

from dataclasses import dataclass

from .asked import Query
from .words import readable

_PHRASE = "(numnode(phraseto_tsquery('english', %s)) = 0 OR <not> vector @@ phraseto_tsquery('english', %s))"


@dataclass(frozen=True)
class Narrowing:
    """The conditions of one query for one reader, as SQL with parameters."""

    query: Query
    audiences: list[str]

    @property
    def has_phrases(self) -> bool:
        return bool(self.query.phrases or self.query.without)

    def seen(self) -> tuple[str, list]:
        """What inverted and other indexes answer, without unpacking a vector."""
        conditions: list[tuple[str, list]] = [("audience = ANY (%s)", [self.audiences])]
        query = self.query
        if query.kinds:
            conditions.append(("kind = ANY (%s)", [list(query.kinds)]))
        if query.tags:
            conditions.append(("tags && %s::varchar[]", [list(query.tags)]))
        conditions += [("labels && %s::varchar[]", [labels]) for labels in labels_of(query)]
        if query.after:
            conditions.append(("changed_at >= %s", [query.after]))
        if query.before:
            conditions.append(("changed_at < %s", [query.before]))
        return " AND ".join(sql for sql, _values in conditions), [
            value for _sql, values in conditions for value in values
        ]

    def phrases(self) -> tuple[str, list]:
        """What has to be there word by word, and what must not: looks into the vectors."""
        conditions, values = ["true"], []
        for phrase in self.query.phrases:
            conditions.append(_PHRASE.replace("<not>", ""))
            values += [readable(phrase)] * 2
        for phrase in self.query.without:
            conditions.append(_PHRASE.replace("<not>", "NOT"))
            values += [readable(phrase)] * 2
        return " AND ".join(conditions), values


def labels_of(query: Query) -> list[list[str]]:
    """For each field of a query that asks for labels, those of which a document must have one."""
    asked = [
        [f"in:{key}" for key in query.communities],
        [f"by:{key}" for key in query.authors],
        [f"agency:{key}" for key in query.agencies],
        [f"level:{level}" for level in query.levels],
        [] if query.solved is None else ["is:solved" if query.solved else "is:open"],
        ["is:unanswered"] if query.unanswered else [],
    ]
    return [labels for labels in asked if labels]
