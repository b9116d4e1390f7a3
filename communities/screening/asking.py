"""What a form asks its author about what was found: mend it, or say why it is right."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from .screening import look
from .verdicts import Answer, Finding, Screened

LONGEST_REASON = 300
SHORTEST_REASON = 3


@dataclass(frozen=True)
class Part:
    """One text of a form: its name there, what was typed, and what was found in it."""

    label: str
    text: str
    screened: Screened


@dataclass(frozen=True)
class Piece:
    """A piece of a text, to be shown with the found words marked; `number` is 0 where nothing was found."""

    text: str
    number: int = 0


@dataclass(frozen=True)
class Row:
    """A finding in the list above a form."""

    number: int
    finding: Finding


@dataclass
class Looked:
    """What was found in the texts of one form, and what the author said to it."""

    parts: list[Part] = field(default_factory=list)
    can_hold: bool = True  # whether a moderator can look first; where nobody can, it is refused
    seen: str = ""  # the mark of the findings that the author has read
    because: str = ""
    is_asked: bool = True  # a form asked; what comes from elsewhere is refused or held, and not asked about

    @property
    def findings(self) -> list[Finding]:
        return [finding for part in self.parts for finding in part.screened.findings]

    @property
    def answer(self) -> Answer:
        worst = max((part.screened.answer for part in self.parts), default=Answer.FINE)
        return Answer.REFUSE if worst == Answer.HOLD and not self.can_hold else worst

    @property
    def mark(self) -> str:
        """A mark of all that was found."""
        return Screened(tuple(self.findings)).mark

    @property
    def is_refused(self) -> bool:
        return self.answer == Answer.REFUSE

    @property
    def holds(self) -> bool:
        """Whether a moderator looks before others do."""
        return self.answer == Answer.HOLD

    @property
    def wants_reason(self) -> bool:
        return not self.is_refused and any(each.answer == Answer.WARN for each in self.findings)

    @property
    def problem(self) -> str:
        """What is wrong with the reason, once the findings have been read."""
        if not self.wants_reason or self.seen != self.mark:
            return ""
        if len(self.because.strip()) < SHORTEST_REASON:
            return _("Say why these words are right, or change them above.")
        if len(self.because) > LONGEST_REASON:
            return _("The reason can have %(most)d characters.") % {"most": LONGEST_REASON}
        if look(self.because).findings or any(
            each.words and each.words in self.because for each in self.findings
        ):
            return _("Leave the words themselves out of the reason: it is kept.")
        return ""

    @property
    def may_go_on(self) -> bool:
        """Whether the texts can be published, or held, as they are."""
        if not self.findings or not (self.is_asked or self.is_refused):
            return True
        return not self.is_refused and self.seen == self.mark and not self.problem

    @property
    def sentence(self) -> str:
        """All that was found, for where there is no room to mark it."""
        return " ".join(
            dict.fromkeys(f"“{each.words}”: {each.why}" if each.words else each.why for each in self.findings)
        )

    @property
    def rows(self) -> list[Row]:
        return [Row(number, finding) for number, finding in enumerate(self.findings, 1)]

    @property
    def passages(self) -> list[tuple[str, list[Piece]]]:
        """Each text in which words were found, in pieces, with the numbers of `rows`."""
        number, shown = 0, []
        for part in self.parts:
            findings = part.screened.findings
            if any(each.words for each in findings):
                shown.append((part.label, _pieces(part.text, findings, number)))
            number += len(findings)
        return shown

    def without(self, earlier: Iterable[Finding]) -> "Looked":
        """Leave out what the text said before: its author was asked then. Never what is refused."""
        said = {(each.kind, each.words) for each in earlier}
        parts = []
        for part in self.parts:
            kept = [
                each
                for each in part.screened.findings
                if each.answer == Answer.REFUSE or (each.kind, each.words) not in said
            ]
            parts.append(replace(part, screened=Screened(tuple(kept))))
        return replace(self, parts=parts)


def _pieces(text: str, findings: Iterable[Finding], number: int) -> list[Piece]:
    pieces, here = [], 0
    for place, each in enumerate(findings, number + 1):
        if each.words and each.start >= here:
            pieces += [Piece(text[here : each.start]), Piece(each.words, place)]
            here = each.end
    return [*pieces, Piece(text[here:])]
