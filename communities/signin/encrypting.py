"""The secrets of authenticator apps and recovery codes are encrypted where they are stored."""

import base64
import hashlib
import logging

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)
SECRETS = ("secret", "seed")  # where allauth keeps them in `Authenticator.data`


def cipher() -> MultiFernet:
    """Return what encrypts with the first key of AUTHENTICATOR_KEYS and decrypts with any of them.

    A development machine has none: its key is made of SECRET_KEY.
    """
    keys = settings.AUTHENTICATOR_KEYS or [_made_of(settings.SECRET_KEY)]
    return MultiFernet([Fernet(key) for key in keys])


def _made_of(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"authenticators:" + secret.encode()).digest())


def encrypt(text: str) -> str:
    return cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Return the clear text. Raises ValidationError when none of the keys fits."""
    try:
        return cipher().decrypt(text.encode()).decode()
    except InvalidToken:
        logger.error("no key of AUTHENTICATOR_KEYS decrypts a stored secret")
        sentence = _("We can't check this code at the moment. Write to us: the address is below.")
        raise ValidationError(sentence) from None


@transaction.atomic
def encrypt_again() -> int:
    """Encrypt every stored secret with the first key, so that older keys can go; returns how many rows."""
    newest = cipher()
    rows = list(Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN))
    for row in rows:
        kept = {name: row.data[name].encode() for name in SECRETS if name in row.data}
        row.data |= {name: newest.rotate(secret).decode() for name, secret in kept.items()}
        row.save(update_fields=["data"])
    return len(rows)
