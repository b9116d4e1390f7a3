"""Administrators keep the texts that reasons begin with."""

from django import forms
from django.db import transaction

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import rules
from .models import ReasonText


@transaction.atomic
def keep_text(form: forms.ModelForm, *, by: User) -> ReasonText:
    """Save a new or a changed text; the form is valid."""
    require(rules.may_change_texts(by))
    made = form.save()
    record("case.text_changed", by=by, name=made.name)
    return made


@transaction.atomic
def remove_text(text: ReasonText, *, by: User) -> None:
    """Delete a text. Reasons that began with it stay."""
    require(rules.may_change_texts(by))
    record("case.text_changed", by=by, name=text.name)
    text.delete()
