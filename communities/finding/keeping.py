"""Administrators keep the list of words for the same thing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.ledger.recording import record

from . import rules
from .models import Synonym
from .synonyms import forget_groups, split


@transaction.atomic
def add_synonym(*, by, words: str) -> Synonym:
    """Add words for the same thing, separated by commas. Raises ValidationError for fewer than two."""
    require(rules.may_keep_synonyms(by))
    synonym = Synonym.objects.create(words=_tidied(words))
    record("synonym.added", by=by, on=synonym, words=synonym.words)
    transaction.on_commit(forget_groups)
    return synonym


@transaction.atomic
def change_synonym(synonym: Synonym, *, by, words: str, seen: str = "") -> Synonym:
    """Change the words. `seen` is what they were when read; raises Conflict when they are others now."""
    synonym = Synonym.objects.select_for_update(no_key=True).get(pk=synonym.pk)
    require(rules.may_keep_synonyms(by))
    if seen and seen != synonym.words:
        raise Conflict(now=synonym.words)
    before, synonym.words = synonym.words, _tidied(words)
    if before != synonym.words:
        synonym.save()
        record("synonym.changed", by=by, on=synonym, words=[before, synonym.words])
        transaction.on_commit(forget_groups)
    return synonym


@transaction.atomic
def remove_synonym(synonym: Synonym, *, by) -> None:
    """Let words stand for themselves again. Removing them twice does nothing more."""
    found = Synonym.objects.select_for_update().filter(pk=synonym.pk).first()
    require(rules.may_keep_synonyms(by))
    if found:
        record("synonym.removed", by=by, on=found, words=found.words)
        found.delete()
        transaction.on_commit(forget_groups)


def _tidied(words: str) -> str:
    found = split(words)
    if len(found) < 2:
        raise ValidationError({"words": _("Type at least two, separated by commas.")})
    return ", ".join(found)
