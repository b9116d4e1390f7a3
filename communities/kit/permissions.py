"""Verdicts: the answer of a rule, with the sentence that the person will read.

A rule is a function `may_<verb>(person, thing) -> Verdict`. The same rule guards the verb (`require`)
and tells the page whether to show the button, so that the two cannot disagree.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with a sentence. Truthy when allowed."""

    allowed: bool
    sentence: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(allowed=True)


def no(sentence) -> Verdict:
    """Return a refusal; `sentence` says why and, where there is one, the way out."""
    return Verdict(allowed=False, sentence=str(sentence))


class Refused(PermissionDenied):
    """A rule said no. Its text is the rule's sentence; the 403 page shows it."""


def require(verdict: Verdict) -> None:
    """Do nothing when `verdict` is yes; raise `Refused` with its sentence when it is no."""
    if not verdict:
        raise Refused(verdict.sentence)
