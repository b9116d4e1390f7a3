"""The lists in data/: one entry a line, the first word of it; a line with # says something."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


@cache
def listed(name: str) -> frozenset[str]:
    """The entries of one list."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if line and not line.startswith("#"))
