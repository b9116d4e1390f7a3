"""How long things last here."""

from datetime import datetime, timedelta

from allauth.account import app_settings as allauth
from django.conf import settings

from .models import AddressChange

CODE_VALID_FOR = timedelta(seconds=allauth.EMAIL_VERIFICATION_BY_CODE_TIMEOUT)
TRIES = allauth.EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS
WINDOW = timedelta(hours=1)
ASKED_AT_MOST = 5  # codes in WINDOW
PREPARED_WITHIN = timedelta(hours=6)  # a download that is not ready by then may be asked for again


def can_object_until(change: AddressChange) -> datetime:
    """Until when the old address can object to a change that has happened."""
    return (change.changed_at or change.asked_at) + timedelta(days=settings.ADDRESS_OBJECTION_DAYS)
