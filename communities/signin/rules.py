from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User

from .roles import SECOND_FACTORS, Holder


def has_role(person: Holder) -> bool:
    """Whether a second factor is demanded of a person.

    Administrators, editors, leads and moderators can do harm to others.
    """
    return person.is_superuser or person.is_editor or person.is_keeper


def is_enforced(by: datetime | None) -> bool:
    """Whether pages are closed to somebody who should have had a second factor by then."""
    return by is not None and settings.SECOND_FACTOR_ENFORCED and timezone.now() >= by


def may_remove_factor(person: Holder, factor: Authenticator) -> Verdict:
    """Whether somebody may remove a passkey or app: not the last one while their role demands one."""
    if not settings.SECOND_FACTOR_ENFORCED or not has_role(person):
        return YES
    others = Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exclude(pk=factor.pk)
    if not others.exists():
        return no(_("Your role needs a second factor. Add another one first, then remove this one."))
    return YES


def may_remove_password(person: User) -> Verdict:
    if not person.has_usable_password():
        return no(_("You have no password."))
    return YES


def may_reset_factors(by: User | None, person: User) -> Verdict:
    """Whether `by` may take away all factors of somebody who has lost them."""
    if by is None or not by.is_superuser:
        return no(_("Only administrators help somebody who has lost a second factor."))
    if by.pk == person.pk:
        return no(_("Ask another administrator: nobody resets their own second factor."))
    if not Authenticator.objects.filter(user=person).exists():
        return no(_("%(name)s has no second factor.") % {"name": person})
    return YES
