"""Administrators keep the watched words."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.ledger.recording import record

from . import rules
from .models import WatchedWord
from .reading import MOST
from .words import LONGEST, MOST_STARS, problem_of


@transaction.atomic
def add_word(*, by, pattern: str, action: int, reason: str) -> WatchedWord:
    """Watch for a word from now on. Raises Refused, and ValidationError for what is no pattern."""
    require(rules.may_keep(by))
    if WatchedWord.objects.count() >= MOST:
        raise ValidationError(
            _("There are %(count)d watched words, the most there can be.") % {"count": MOST}
        )
    word = WatchedWord(pattern=_plain(pattern), action=action, reason=_plain(reason))
    _check(word)
    word.save()
    record("screening.word_added", by=by, on=word, pattern=word.pattern, action=int(word.action))
    return word


@transaction.atomic
def change_word(
    word: WatchedWord, *, by, pattern: str, action: int, reason: str, seen: str = ""
) -> WatchedWord:
    """Change a watched word. Raises Refused, ValidationError, and Conflict when it is not as `seen`."""
    word = WatchedWord.objects.select_for_update(no_key=True).get(pk=word.pk)
    require(rules.may_keep(by))
    if seen and seen != seen_of(word):
        raise Conflict(now=seen_of(word))
    before = seen_of(word)
    word.pattern, word.action, word.reason = _plain(pattern), action, _plain(reason)
    _check(word)
    if seen_of(word) != before:
        word.save()
        record("screening.word_changed", by=by, on=word, pattern=word.pattern, action=int(word.action))
    return word


@transaction.atomic
def remove_word(word: WatchedWord, *, by) -> None:
    """Watch for a word no more. What was found because of it stays as it is."""
    require(rules.may_keep(by))
    found = WatchedWord.objects.select_for_update().filter(pk=word.pk).first()
    if found is not None:
        record("screening.word_removed", by=by, on=found, pattern=found.pattern)
        found.delete()


def seen_of(word: WatchedWord) -> str:
    """A watched word as one text, to tell whether somebody changed it meanwhile."""
    return f"{int(word.action)} {word.pattern}: {word.reason}"


def _plain(words: str) -> str:
    return " ".join(words.split())


def _check(word: WatchedWord) -> None:
    if problem := problem_of(word.pattern):
        sentences = {
            "long": _("A pattern can have %(most)d characters.") % {"most": LONGEST},
            "stars": _("A pattern can have %(most)d stars.") % {"most": MOST_STARS},
            "short": _("Write at least two letters or digits."),
        }
        raise ValidationError({"pattern": sentences[problem]})
    if not word.reason:
        raise ValidationError({"reason": _("Say why: the author reads it.")})
    same = WatchedWord.objects.filter(pattern__iexact=word.pattern).exclude(pk=word.pk)
    if same.exists():
        raise ValidationError({"pattern": _("This is watched already.")})
    word.full_clean()
