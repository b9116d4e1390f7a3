"""The keys of invitations: what is mailed, and what is stored of it."""

import secrets
from hashlib import sha256


def new_key() -> str:
    """A key that nobody guesses. It goes into a mail and is stored nowhere."""
    return secrets.token_urlsafe(32)


def hash_of(key: str) -> str:
    """What is stored of a key."""
    return sha256(key.encode()).hexdigest()
