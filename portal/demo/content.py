"""Reading the demonstration's files: people, communities, topics and toolkits, as plain data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

import yaml

CONTENT = Path(__file__).parent / "content"
REPLY = re.compile(r"^<!-- reply (?P<facts>.*?) -->$", re.MULTILINE)
SPAN = re.compile(r"(\d+)([mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class DemoPost:
    """One post of a topic file."""

    by: str
    after: timedelta
    text: str
    to: int | None = None
    helpful: int = 0
    hidden: str = ""  # why
    is_withdrawn: bool = False
    corrected: tuple[str, str] | None = None  # what stood there first, and what stands there now


@dataclass(frozen=True)
class DemoTopic:
    """One topic file."""

    path: Path
    community: str
    title: str
    kind: str
    by: str
    days_ago: float
    tags: list[str]
    answer: int | None
    pinned: bool
    where: str = ""
    link: str = ""
    closes_in: int | None = None  # days
    posts: list[DemoPost] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How other files speak of it: accessibility/02."""
        return f"{self.community}/{self.path.stem.partition('-')[0]}"


def people() -> list[dict]:
    """The members."""
    return _yaml(CONTENT / "people.yaml")


def communities() -> list[dict]:
    """The communities."""
    return _yaml(CONTENT / "communities.yaml")


def happenings() -> dict:
    """What happens beside topics and replies."""
    return _yaml(CONTENT / "happenings.yaml")


def topics() -> list[DemoTopic]:
    """All topics, oldest first."""
    found = [_topic(path) for path in sorted(CONTENT.glob("topics/*/*.md"))]
    return sorted(found, key=lambda topic: -topic.days_ago)


def toolkits() -> Iterator[tuple[str, dict, list[tuple[str, dict]]]]:
    """Each toolkit: its slug, its data, its sections as (slug, data) in order."""
    for folder in sorted(path for path in (CONTENT / "toolkits").iterdir() if path.is_dir()):
        sections = [(path.stem.partition("-")[2], _yaml(path)) for path in sorted(folder.glob("[0-9]*.yaml"))]
        yield folder.name, _yaml(folder / "toolkit.yaml"), sections


def _topic(path: Path) -> DemoTopic:
    _start, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    facts = yaml.safe_load(front)
    parts = REPLY.split(body)
    first = DemoPost(by=facts["by"], after=timedelta(), text=parts[0].strip())
    replies = [_reply(raw, text) for raw, text in zip(parts[1::2], parts[2::2], strict=True)]
    return DemoTopic(
        path=path,
        community=path.parent.name,
        title=facts["title"],
        kind=facts["kind"],
        by=facts["by"],
        days_ago=facts["days_ago"],
        tags=facts["tags"],
        answer=facts.get("answer"),
        pinned=bool(facts.get("pinned")),
        where=facts.get("where", ""),
        link=facts.get("link", ""),
        closes_in=facts.get("closes_in"),
        posts=[first, *replies],
    )


def _reply(raw: str, text: str) -> DemoPost:
    facts = dict(part.split(":", 1) for part in raw.split(";") if ":" in part)
    facts = {key.strip(): value.strip() for key, value in facts.items()}
    return DemoPost(
        by=facts["by"],
        after=_span(facts["after"]),
        text=text.strip(),
        to=int(facts["to"]) if "to" in facts else None,
        helpful=int(facts.get("helpful", 0)),
        hidden=facts.get("hidden", ""),
        is_withdrawn="withdrawn" in facts,
        corrected=_correction(facts.get("corrected", "")),
    )


def _correction(text: str) -> tuple[str, str] | None:
    """`24 pixels => 44 pixels` as what stood there first and what stands there now."""
    before, arrow, after = text.partition(" => ")
    return (before, after) if arrow else None


def _span(text: str) -> timedelta:
    """`20m`, `3h`, `2d` and their sums as a length of time."""
    return sum((timedelta(**{UNITS[unit]: int(count)}) for count, unit in SPAN.findall(text)), timedelta())


@cache
def _yaml(path: Path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))
