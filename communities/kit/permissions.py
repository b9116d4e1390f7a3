"""Verdicts: the answer of a rule, with the sentence that the person will read.

A rule is a function `may_<verb>(person, thing) -> Verdict`. The same rule guards the verb (`require`)
and tells the page whether to show the button, so that the two cannot disagree.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with a sentence. Truthy when allowed. `way`: the address of the step that makes it a yes."""

    allowed: bool
    sentence: str = ""
    way: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Verdict(allowed=True)


def no(sentence, *, way: str = "") -> Verdict:
    """Return a refusal; `sentence` says why and, where there is one, the way out.

    `way` is the address of a page with one step to take; it leads back to the address given to it as `next`.
    """
    return Verdict(allowed=False, sentence=str(sentence), way=way)


class Refused(PermissionDenied):
    """A rule said no. Its text is the rule's sentence; the 403 page shows it, and the way out."""

    def __init__(self, sentence: str, *, way: str = ""):
        super().__init__(sentence)
        self.way = way


def require(verdict: Verdict) -> None:
    """Do nothing when `verdict` is yes; raise `Refused` with its sentence when it is no."""
    if not verdict:
        raise Refused(verdict.sentence, way=verdict.way)
