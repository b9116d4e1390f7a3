"""Who keeps a community: settings, guidelines, ledger, archive, proposals."""

from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.members.rules import is_free

from ..models import (
    Community,
    Proposal,
    Role,
    roles_of,
)
from .standing import is_keeper, may_lead, named


def may_change_guidelines(person: User | None, community: Community) -> Verdict:
    if person is None or not (person.is_superuser or roles_of(person).get(community.pk) == Role.LEAD):
        return no(_("Only the leads of %(community)s change its guidelines.") % {"community": community})
    return YES


def may_agree(person: User | None, community: Community) -> Verdict:
    """Whether a person may agree to the guidelines: members do; others agree by joining."""
    if community.pk not in roles_of(person):
        return no(_("Guidelines are agreed to by members. Join %(community)s first.") % named(community))
    return YES


def may_change_settings(person: User | None, community: Community) -> Verdict:
    return may_lead(person, community)


def may_archive(person: User | None, community: Community) -> Verdict:
    """Archiving, and bringing back what is archived."""
    return may_lead(person, community)


def may_propose(person: User | None) -> Verdict:
    """Whether a person may propose a new community."""
    if person is None:
        return no(_("Sign in or join the site first."))
    if person.owes_agreement:
        return no(_("New guidelines or notices are in force. Agree to them first, then propose."))
    return is_free(person)


def may_create(person: User | None) -> Verdict:
    if person is None or not person.is_superuser:
        return no(_("Administrators create communities. Propose one to them."))
    return YES


def may_decide_proposal(person: User | None, proposal: Proposal) -> Verdict:
    if not (verdict := may_create(person)):
        return verdict
    if not proposal.is_waiting:
        return no(_("%(name)s has already decided this proposal.") % {"name": proposal.decided_by})
    return YES


def may_read_ledger(person: User | None, community: Community) -> Verdict:
    if not is_keeper(person, community):
        return no(_("The ledger of a community is for its leads and moderators."))
    return YES
