"""A person at the provider, by issuer and subject, is tied to an account here."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import connection, transaction

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from .checking import Identity
from .rules import may_bind


def bound_to(identity: Identity) -> User | None:
    """The account that this person has signed in to before."""
    binding = SocialAccount.objects.filter(provider=identity.issuer, uid=identity.sub)
    return User.objects.filter(socialaccount__in=binding).first()


@transaction.atomic
def bind(identity: Identity, address: str) -> tuple[User, bool]:
    """Tie somebody to the account with one of their verified addresses, made now when there is none.

    Returns the account and whether it is new. Raises Refused when the account is closed or somebody else's.
    """
    with connection.cursor() as cursor:  # two who come at once with one address take turns
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('signin.sso'))")
    if person := bound_to(identity):
        return person, False
    person = User.objects.select_for_update(no_key=True).filter(email__iexact=address).first()
    is_new = person is None
    if person is None:
        person = User.objects.create_user(address)
    require(may_bind(person, identity.issuer))
    _verify(person)
    SocialAccount.objects.create(user=person, provider=identity.issuer, uid=identity.sub)
    record("member.sso_bound", by=person, on=person, issuer=identity.issuer, is_new=is_new)
    return person, is_new


def _verify(person: User) -> None:
    """The provider vouches for the address. Whoever typed it here before may have been somebody else."""
    if EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists():
        return
    person.set_unusable_password()
    person.save(update_fields=["password"])
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


@transaction.atomic
def release(person: User, *, by: User | None, reason: str) -> int:
    """Untie whoever signs in to an account elsewhere; the next who proves its address is tied anew.

    For an address that has a new owner, or somebody who made their account at the provider anew. Returns
    how many ties there were.
    """
    ties, _by_model = SocialAccount.objects.filter(user=person).delete()
    if ties:
        record("member.sso_released", by=by, on=person, reason=reason)
    return ties
