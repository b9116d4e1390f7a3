"""What screening has to know of a member who writes."""

from collections.abc import Iterable
from typing import Any

from communities.agencies.matching import match

from . import contacts
from .contacts import GOVERNMENT
from .normalizing import normalise
from .trusting import NEW, Limits
from .verdicts import Author


def author_of(
    person: Any, *, says: Iterable[str] = (), recent: Iterable[str] = (), limits: Limits = NEW
) -> Author:
    """The author with this account, who may give away their address and what their profile `says`."""
    given = normalise("\n".join(says)).text
    own = [given[start:end] for start, end in (*contacts.phones(given), *contacts.emails(given))]
    return Author(
        own=frozenset({person.email.lower(), *map(contacts.plain, own)}),
        recent=tuple(recent),
        most_links=limits.links,
        most_mentions=limits.mentions,
        is_official=is_official,
    )


def is_official(domain: str) -> bool:
    """Whether a domain is a government's: by its name, or because the site knows it. At most one query."""
    return GOVERNMENT.search(domain) is not None or match(domain.lower()) is not None


def has_official_address(person: Any) -> bool:
    return is_official(person.email.rpartition("@")[2].lower())
