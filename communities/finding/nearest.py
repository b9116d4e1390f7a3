"""Which documents mean something close to a question, whatever their words; none where nobody knows."""

import logging

from django.db import DatabaseError, connection, transaction

from .meaning import DIMENSION, has_extension, model_name, vector_of_question
from .narrowing import Narrowing

log = logging.getLogger(__name__)

PARTS = 200  # of documents, that are looked at
CLOSE = 0.35  # cosine; what is farther has nothing to do with it

# The index gives the nearest parts of all documents; those that the reader may not see are passed over, and
# it goes on until there are enough (iterative scan) or it has looked at 20,000.
_NEAREST = f"""
    SELECT document_id, max(closeness) FROM (
        SELECT meaning.document_id,
            1 - (meaning.embedding::vector({DIMENSION}) <=> %s::vector({DIMENSION})) AS closeness
        FROM finding_meaning AS meaning JOIN finding_document ON finding_document.id = meaning.document_id
        WHERE meaning.dimension = {DIMENSION} AND meaning.model = %s AND <seen>
        ORDER BY meaning.embedding::vector({DIMENSION}) <=> %s::vector({DIMENSION}) LIMIT %s
    ) AS nearest
    GROUP BY document_id
"""  # noqa: S608 (constants)
_THESE = f"""
    SELECT document_id, max(1 - (embedding::vector({DIMENSION}) <=> %s::vector({DIMENSION})))
    FROM finding_meaning
    WHERE dimension = {DIMENSION} AND model = %s AND document_id = ANY (%s) GROUP BY document_id
"""  # noqa: S608 (constants)
_SETTINGS = """SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true),
    set_config('hnsw.ef_search', '200', true)"""


def nearest(text: str, narrowing: Narrowing) -> dict[int, float]:
    """Return how close the closest documents are. Empty without a model or an extension, or when it fails."""
    vector = _vector(text)
    if not vector:
        return {}
    seen, seeing = narrowing.seen()
    query = _NEAREST.replace("<seen>", seen)
    return _ask(query, [vector, model_name(), *seeing, vector, PARTS])


def closeness(text: str, keys: list[int]) -> dict[int, float]:
    """Return how close these documents are."""
    vector = _vector(text) if keys else ""
    return _ask(_THESE, [vector, model_name(), keys]) if vector else {}


def _vector(text: str) -> str:
    found = vector_of_question(text) if model_name() and has_extension() else None
    return (
        "[" + ",".join(f"{number:.6f}" for number in found) + "]" if found and len(found) == DIMENSION else ""
    )


def _ask(query: str, parameters: list) -> dict[int, float]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_SETTINGS)
            cursor.execute(query, parameters)
            return {key: float(close) for key, close in cursor.fetchall()}
    except DatabaseError:  # an extension that went or is too old: words are left
        log.exception("The index of meanings could not be asked.")
        return {}
