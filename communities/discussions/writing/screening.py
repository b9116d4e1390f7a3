"""The place where a text is looked through before it is posted.

The setting SCREENINGS names functions of a `Written`; each returns findings. Nothing here refuses: the
author reads what was found, and changes the text or posts it as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.utils.module_loading import import_string

from communities.members.models import User
from communities.spaces.models import Community


@dataclass(frozen=True)
class Written:
    """What somebody is about to post."""

    by: User
    community: Community
    title: str  # empty for a reply
    source: str


@dataclass(frozen=True)
class Finding:
    """Something in a text that its author should look at: the exact words, and what about them."""

    words: str
    sentence: str


Screening = Callable[[Written], list[Finding]]


def findings(text: Written) -> list[Finding]:
    """What all screenings find, in their order."""
    screenings: list[Screening] = [import_string(path) for path in settings.SCREENINGS]
    return [finding for screening in screenings for finding in screening(text)]


def mark_of(found: list[Finding]) -> str:
    """A mark of these findings: who has read them sends it back, and something new in the text changes it."""
    said = "\n".join(f"{finding.words}\t{finding.sentence}" for finding in found)
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:16] if found else ""
