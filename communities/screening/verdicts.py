"""The answers of screening: what was found, where, and what follows."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from hashlib import sha256


class Answer(IntEnum):
    """What follows for a text; the worst of what its findings ask for."""

    FINE = 0
    WARN = 1  # the author mends it, or says why it is right
    HOLD = 2  # it is kept, and a moderator looks before others do
    REFUSE = 3  # it is not kept


class Kind(StrEnum):
    """What can be found."""

    SSN = "ssn"
    CARD = "card"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    WATCHED = "watched"
    LOOKALIKE = "lookalike"
    LINKS = "links"
    MENTIONS = "mentions"
    SHOUTING = "shouting"
    REPEATED = "repeated"


@dataclass(frozen=True)
class Finding:
    """The exact words of a text, where they stand in it as it was typed, and why they were found."""

    kind: Kind
    start: int
    end: int
    words: str
    why: str
    answer: Answer = Answer.WARN


@dataclass(frozen=True)
class Screened:
    """What screening says of one text."""

    findings: tuple[Finding, ...] = ()

    @property
    def answer(self) -> Answer:
        return max((finding.answer for finding in self.findings), default=Answer.FINE)

    @property
    def mark(self) -> str:
        """A mark of these findings: who has read them sends it back, and another finding changes it."""
        said = "\n".join(f"{finding.kind}\t{finding.words}" for finding in self.findings)
        return sha256(said.encode("utf-8", "replace")).hexdigest()[:16] if self.findings else ""

    def besides(self, *kinds: Kind) -> "Screened":
        """The same without findings of these kinds."""
        return Screened(tuple(finding for finding in self.findings if finding.kind not in kinds))

    def of(self, *answers: Answer) -> tuple[Finding, ...]:
        """The findings that ask for one of these answers."""
        return tuple(finding for finding in self.findings if finding.answer in answers)


@dataclass(frozen=True)
class Author:
    """What screening has to know of who writes. The limits are those of their standing (`trusting`)."""

    own: frozenset[str] = frozenset()  # their own addresses and numbers, which they may give away
    recent: tuple[str, ...] = ()  # what they have published lately
    most_links: int = 50
    most_mentions: int = 50
    is_official: Callable[[str], bool] = lambda domain: False  # of a domain that is not .gov or .mil
