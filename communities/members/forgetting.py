"""What is personal leaves the rows of this room when an account closes. The caller holds the person's row."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from communities.finding.indexing import remove
from communities.kit.files import delete_after_commit

from .indexing import index_member
from .listing import LONGEST_WORD, plain
from .models import Affiliation, FormerSlug, JoinRequest, Message, Profile, Standing, User


def forget(person: User, *, name: str, addresses: Iterable[str]) -> None:
    """Forget who somebody is, but for the row that their posts point at. May run twice.

    `name` is the one that they had, `addresses` are those by which others may have named them.
    """
    _forget_profile(person)
    _forget_affiliations(person)
    _forget_requests(person, addresses)
    person.acceptances.all().delete()
    earlier = FormerSlug.objects.filter(person=person)
    _forget_words(" ".join([name, *earlier.values_list("slug", flat=True)]))
    earlier.delete()
    _forget_messages(person)


def empty_account(person: User) -> None:
    """Take the name, the address and every right from an account. Nobody can open it any more."""
    person.email = f"former-member-{person.pk}@account.invalid"  # RFC 2606: no mail ever goes there
    person.name, person.slug, person.last_login, person.second_factor_by = "", None, None, None
    person.standing, person.is_active, person.is_superuser = Standing.CLOSED, False, False
    person.set_unusable_password()  # ends every session as well
    person.groups.clear()
    person.user_permissions.set(Permission.objects.none())
    person.save()
    index_member(person)


def _forget_profile(person: User) -> None:
    for profile in Profile.objects.filter(person=person):
        delete_after_commit(profile.photo)
        remove(profile)  # what visitors found
        profile.delete()


def _forget_affiliations(person: User) -> None:
    """Where somebody worked stays as an agency with its dates, because figures of agencies rest on it."""
    mine = Affiliation.objects.filter(person=person)
    mine.filter(until=None).update(until=timezone.localdate())
    mine.update(domain="", bureau=None)


def _forget_requests(person: User, addresses: Iterable[str]) -> None:
    """A request stays as a decision on a domain; nothing that the person said of themselves does."""
    mine = JoinRequest.objects.filter(person=person)
    mine.filter(state=JoinRequest.State.WAITING).update(state=JoinRequest.State.WITHDRAWN)
    mine.update(explanation="", voucher="", going_to="")
    for address in addresses:
        JoinRequest.objects.filter(voucher__iexact=address).update(voucher="")


def _forget_words(names: str) -> None:
    """The directory forgives misspellings by the words that it knows; a name that nobody has is none."""
    words = [word[:LONGEST_WORD] for word in plain(names).split()]
    with connection.cursor() as cursor:
        cursor.execute(_UNUSED_WORDS, [words])


_UNUSED_WORDS = """
    DELETE FROM members_directoryword WHERE word = ANY(%s) AND NOT EXISTS (
        SELECT 1 FROM members_directoryentry WHERE vector @@ quote_literal(word)::tsquery
    )
"""


def _forget_messages(person: User) -> None:
    """A message belongs to both: it stays for the other one, and goes when both accounts are closed."""
    closed = Q(sender=person, recipient__standing=Standing.CLOSED)
    closed |= Q(recipient=person, sender__standing=Standing.CLOSED)
    Message.objects.filter(closed).delete()
