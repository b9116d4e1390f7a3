"""One line of visible text, as people write names, titles and places."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from communities.kit.text import clean_source, is_seen

_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0]"
)  # letters that show nothing
_JOINERS = "\u200c\u200d"  # which some scripts and many emoji need between two signs
_WITH_JOINERS = "\u0600"  # their scripts begin here
_PILE = re.compile(r"[^\W\d_]?[\u0300-\u036f]{4,}")  # more accents on one letter than any language has


def one_line(text: str) -> str:
    """Return `text` on one line, without what can't be seen: controls, directions, zero width, fillers."""
    text = _BLANK.sub("", clean_source(text))
    kept = (char for at, char in enumerate(text) if not _is_invisible(text, at))
    line = " ".join("".join(kept).split())
    return line if is_seen(line) else ""


def _is_invisible(text: str, at: int) -> bool:
    char = text[at]
    if char in _JOINERS:
        around = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
        return len(around) < 2 or min(around) < _WITH_JOINERS
    return unicodedata.category(char) in ("Cf", "Cn", "Co", "Cs")


def no_piles(text: str) -> None:
    """Raise ValidationError for letters under piles of accents, which cover the lines around them."""
    if _PILE.search(unicodedata.normalize("NFD", text)):
        raise ValidationError(_("Leave out the piled-up accents."))


class LineField(forms.CharField):
    """One line of visible text: cleaned first, so that lengths count what is seen."""

    default_validators = [no_piles]

    def to_python(self, value) -> str:
        return one_line(super().to_python(value) or "")


def clean_line(form: forms.BaseForm, name: str) -> str:
    """One line of visible text; raises what the field raises when nothing is left of it."""
    return form.fields[name].clean(one_line(form.cleaned_data[name]))
