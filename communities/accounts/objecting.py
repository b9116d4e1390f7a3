"""Whoever has the old address objects to a change of it, and an administrator gives it back."""

from django.db import transaction
from django.utils import timezone

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.indexing import index_member
from communities.members.models import User

from . import rules
from .changing import swap_address
from .models import AddressChange
from .sessions import end_sessions
from .tasks import mail_objection


@transaction.atomic
def object_to_change(change: AddressChange) -> AddressChange:
    """Whoever has the old address did not want this: stop the account until an administrator has looked.

    Asking twice does nothing more. Raises Refused when it is too late.
    """
    person = User.objects.select_for_update().get(pk=change.person_id)
    change = AddressChange.objects.select_for_update().get(pk=change.pk)
    if change.objected_at:
        return change
    require(rules.may_object(change))
    change.objected_at = timezone.now()
    change.save(update_fields=["objected_at"])
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)
    index_member(person)
    record("member.address_objected", by=None, on=person)
    mail_objection.defer(change_id=change.pk)
    return change


@transaction.atomic
def restore_address(change: AddressChange, *, by: User) -> User:
    """Let the old address open the account again, and only it. Agency and search follow, as after a change.

    Raises Refused when `by` is no administrator, nobody objected, or somebody else has the address now.
    """
    person = User.objects.select_for_update().get(pk=change.person_id)
    change = AddressChange.objects.select_for_update(of=("self",)).select_related("person").get(pk=change.pk)
    require(rules.may_restore(by, change))
    person.is_active = True
    person.save(update_fields=["is_active"])
    swap_address(person, change.old_email, is_contractor=person.profile.is_contractor)
    end_sessions(person)
    record("member.address_restored", by=by, on=person)
    AddressChange.objects.filter(person=person).delete()
    return person
