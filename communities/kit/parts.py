"""What a room gives to the download of a member's data."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models.fields.files import FieldFile

Row = dict[str, Any]  # plain values: text, numbers, dates, None, and lists and dicts of them


@dataclass(frozen=True)
class Part:
    """Things of one kind. `rows` reads them anew each time that it is called."""

    key: str  # in data.json
    title: str  # in index.html
    rows: Callable[[], Iterable[Row]]
    files: Callable[[], Iterable[tuple[str, FieldFile]]] = tuple  # (name in the download, file)
