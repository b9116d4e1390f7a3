"""What a text means, as a vector: by a sentence model that runs on this machine, where there is one.

`settings.SEARCH_MODEL` is a folder with `model.onnx` and `tokenizer.json`; its name stands with each vector.
Nothing here raises when the folder, the library or PostgreSQL's extension is missing: `why_not` says what is.
"""

import logging
from functools import lru_cache
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction

from .wordpiece import WordPiece

try:
    import numpy
    import onnxruntime  # type: ignore[import-untyped]
except ImportError:  # the site works without; why_not() says so
    numpy = onnxruntime = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

LONGEST = 256  # pieces of words that the model reads
THREADS = 1  # a web process has others to serve
KEPT = 512  # questions whose vectors a process keeps
DIMENSION = 384  # of vectors that have an index in the database
_loading = Lock()


class Model:
    """A sentence model: mean of the words' vectors, of length one."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = THREADS
        options.log_severity_level = 3
        path = str(folder / "model.onnx")
        self.name = folder.name[:60]
        self.pieces = WordPiece(folder / "tokenizer.json")
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.inputs = {each.name for each in self.session.get_inputs()}

    def vector(self, text: str) -> list[float]:
        """The vector of one text."""
        ids = numpy.array([self.pieces.numbers(text, most=LONGEST)], dtype=numpy.int64)
        given = {
            "input_ids": ids,
            "attention_mask": numpy.ones_like(ids),
            "token_type_ids": numpy.zeros_like(ids),
        }
        words = self.session.run(None, {name: given[name] for name in self.inputs})[0]
        mean = words[0].mean(axis=0)
        return (mean / max(float(numpy.linalg.norm(mean)), 1e-9)).tolist()


def model() -> Model | None:
    """The model, read once in each process; None where there is none or it cannot be read."""
    with _loading:
        return _model(str(settings.SEARCH_MODEL))


@lru_cache(maxsize=2)
def _model(folder: str) -> Model | None:
    if why_not_here():
        return None
    try:
        return Model(Path(folder))
    except Exception:  # whatever a foreign file does to a foreign library: a search must go on
        log.exception("The sentence model in %s cannot be used.", folder)
        return None


def model_name() -> str:
    """The name of the model that vectors are made with; empty where none are. Does not read the model."""
    return "" if why_not_here() else Path(str(settings.SEARCH_MODEL)).name[:60]


@lru_cache(maxsize=KEPT)
def _asked(folder: str, text: str) -> tuple[float, ...] | None:
    found = model()
    return tuple(found.vector(text)) if found else None


def vector_of_question(text: str) -> tuple[float, ...] | None:
    """The vector of what somebody looks for; None without a model, or when it fails."""
    if not text.strip() or not model_name():
        return None
    try:
        return _asked(str(settings.SEARCH_MODEL), text)
    except Exception:  # as in _model
        log.exception("A question could not be embedded.")
        return None


# --- whether ----------------------------------------------------------------------------------------


def why_not_here() -> str:
    """What this process lacks to make vectors; empty when nothing."""
    folder = Path(str(settings.SEARCH_MODEL)) if settings.SEARCH_MODEL else None
    if folder is None:
        return "no model is set"
    if onnxruntime is None:
        return "onnxruntime is not installed"
    if not (folder / "model.onnx").is_file() or not (folder / "tokenizer.json").is_file():
        return "the model's folder lacks model.onnx or tokenizer.json"
    return ""


def why_not() -> str:
    """Why the search does not go by meaning; empty when it does."""
    return why_not_here() or ("" if has_extension() else "PostgreSQL lacks the extension vector")


def has_extension() -> bool:
    """Whether the database can compare vectors. Asked once in a minute."""
    known = cache.get("finding:extension")
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'vector')")
            known = cursor.fetchone()[0]
        cache.set("finding:extension", known, 60)
    return known


_INDEX = f"""
    CREATE INDEX IF NOT EXISTS finding_meaning_{DIMENSION} ON finding_meaning
    USING hnsw ((embedding::vector({DIMENSION})) vector_cosine_ops) WHERE dimension = {DIMENSION}
"""


def prepare() -> str:
    """Create the extension and the index of vectors where that is possible; answers why not.

    The migration calls this, and so does `manage.py reindex`, for a database that got the extension later.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")
            if not cursor.fetchone():
                return "PostgreSQL lacks the extension vector"
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            cursor.execute(_INDEX)
    except DatabaseError as error:  # no right to create it, or one that is too old
        return str(error).splitlines()[0]
    cache.delete("finding:extension")
    return ""
