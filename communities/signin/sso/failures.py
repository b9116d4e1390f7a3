"""What can go wrong on the way through the provider."""

from collections.abc import Sequence
from enum import Enum


class Kind(Enum):
    """What went wrong, and the status of the page that says so."""

    CANCELLED = "cancelled", 403  # the person said no at the provider
    LOST = "lost", 400  # we don't know of this sign-in, or no more
    ANSWER = "answer", 502  # the provider's answer is not what it must be
    WEAK = "weak", 403  # the person signed in there with less than we ask
    UNVERIFIED = "unverified", 403  # the provider doesn't vouch for the address
    INELIGIBLE = "ineligible", 403  # no address of theirs may join
    CLOSED = "closed", 403  # the account here is closed
    REFUSED = "refused", 403  # a rule said no
    DOWN = "down", 503  # the provider can't be reached

    def __init__(self, word: str, status: int):
        self.word = word
        self.status = status


class SignInFailed(Exception):
    """A sign-in ends here. `why` is for the log, without personal data; `sentences` are for the person."""

    def __init__(self, kind: Kind, why: str, sentences: Sequence[str] = ()):
        super().__init__(why)
        self.kind = kind
        self.why = why
        self.sentences = list(sentences)
