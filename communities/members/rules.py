from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no

from .eligibility import Eligible
from .models import JoinRequest, Standing, User


def may_join_at_once(person: User, eligible: Eligible) -> Verdict:
    if person.standing != Standing.ARRIVING:
        return no(_("You have already told us who you are."))
    if not eligible.at_once:
        return no(_("We don't know this domain yet. Ask to join, and a person decides."))
    return YES


def may_ask_to_join(person: User) -> Verdict:
    if person.standing != Standing.ARRIVING:
        return no(_("You have already told us who you are."))
    return YES


def may_decide(person: User | None, request: JoinRequest) -> Verdict:
    if not person or not person.is_superuser:
        return no(_("Only administrators decide who joins."))
    if request.state != JoinRequest.State.WAITING:
        return no(_("%(name)s has already decided this request.") % {"name": request.decided_by})
    return YES


def may_edit_profile(person: User | None, owner: User) -> Verdict:
    if person is None or person.pk != owner.pk:
        return no(_("Only %(name)s can change this profile.") % {"name": owner})
    return YES
