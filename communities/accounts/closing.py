"""An account is closed: whoever it was is forgotten, and what they said stays, by a former member."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from communities.discussions import forgetting as discussions
from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members import forgetting as members
from communities.members.models import User
from communities.notifications import forgetting as notifications
from communities.spaces import forgetting as spaces

from . import rules
from .goodbye import say_goodbye
from .models import AddressChange
from .preparing import drop_download
from .sessions import end_sessions
from .tasks import forget_again

LATECOMERS = timedelta(minutes=5)  # by then, every request that began before the closing has ended


@transaction.atomic
def close_account(person: User, *, by: User, reason: str = "") -> None:
    """Close an account. Posts stay and are signed "Former member"; the address may join anew.

    Everything that names the person goes in this transaction, except the mentions in texts: a job takes
    them out at once, and once more when requests that were under way have ended. `fates` says what becomes
    of each column. Raises Refused, and ValidationError when an administrator gives no reason.
    """
    # people before communities, as in every verb: this and a topic that starts meanwhile take turns
    concerned = User.objects.filter(Q(pk=person.pk) | Q(is_superuser=True)).order_by("pk")
    person = {each.pk: each for each in concerned.select_for_update(no_key=True)}[person.pk]
    spaces.lock_communities_of(person)
    require(rules.may_close(by, person))
    if by.pk != person.pk and not reason.strip():
        raise ValidationError(_("Give a reason. It stays in the ledger."))
    slugs = [person.slug, *person.former_slugs.values_list("slug", flat=True)]
    say_goodbye(person)
    end_sessions(person)
    name, addresses = person.name, _addresses(person)
    members.empty_account(person)
    forget(person, name=name, addresses=addresses)
    record("member.closed", by=by, on=person, reason=reason.strip())
    _sweep(person, [slug for slug in slugs if slug])


def forget(person: User, *, name: str, addresses: list[str]) -> None:
    """Let every room forget the person. May run twice."""
    members.forget(person, name=name, addresses=addresses)
    spaces.forget(person, addresses=addresses)
    notifications.forget(person)
    discussions.forget(person)
    for rows in (EmailAddress.objects, Authenticator.objects, SocialAccount.objects, UserSession.objects):
        rows.filter(user=person).delete()
    AddressChange.objects.filter(person=person).delete()
    drop_download(person)
    for path in settings.CLOSING_PARTS.values():
        import_string(path)(person)


def _addresses(person: User) -> list[str]:
    """Every address of the person that others may have typed."""
    changes = AddressChange.objects.filter(person=person).exclude(changed_at=None)
    return sorted({person.email, *changes.values_list("old_email", flat=True)})


def _sweep(person: User, slugs: list[str]) -> None:
    before = timezone.now().isoformat()
    for seconds in (0, int(LATECOMERS.total_seconds())):
        later = forget_again.configure(schedule_in={"seconds": seconds})
        later.defer(person_id=person.pk, slugs=list(slugs), before=before)
