"""Which of somebody's verified addresses counts here."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower

from communities.members import eligibility
from communities.members.models import User

from .failures import Kind, SignInFailed


def choices(addresses: Sequence[str]) -> list[str]:
    """Return the addresses among which the person may choose; mostly it is one.

    The address of a member comes before any other, then those of governments that we know, then one that
    has an account, then those that may ask to join. Raises SignInFailed when none may, or when an account
    of theirs was closed.
    """
    accounts = _accounts(addresses)
    if not all(account.is_active for account in accounts.values()):
        raise SignInFailed(Kind.CLOSED, "the account is closed")
    known, unknown, sentences = _sorted(addresses)
    members = [address for address, who in accounts.items() if who.is_member or who.is_superuser]
    for pool in (members, known, list(accounts), unknown):
        if pool:
            return sorted(pool, key=addresses.index)
    raise SignInFailed(Kind.INELIGIBLE, "no address may join", sentences)


def _accounts(addresses: Sequence[str]) -> dict[str, User]:
    found = User.objects.annotate(address=Lower("email")).filter(address__in=addresses)
    return {who.address: who for who in found}


def _sorted(addresses: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The addresses that may join at once, those that may ask, and why the others may not."""
    known: list[str] = []
    unknown: list[str] = []
    sentences: list[str] = []
    for address in addresses:
        try:
            (known if eligibility.check(address).at_once else unknown).append(address)
        except ValidationError as refused:
            sentences += refused.messages
    return known, unknown, list(dict.fromkeys(sentences))
