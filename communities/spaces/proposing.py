"""A member proposes a community; an administrator accepts it, which creates it, or declines it."""

from django.db import transaction
from django.utils import timezone

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import rules, telling
from .joining import create_community
from .models import Proposal


@transaction.atomic
def propose_community(*, by: User, name: str, purpose: str, why: str) -> Proposal:
    """Propose a community to the administrators, who are told. The same one twice is proposed once."""
    person = User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a form that is sent twice
    require(rules.may_propose(by))
    proposal, new = Proposal.objects.get_or_create(
        proposed_by=person,
        name=name,
        state=Proposal.State.WAITING,
        defaults={"purpose": purpose, "why": why},
    )
    if new:
        record("community.proposed", by=by, proposal=proposal.pk)
        administrators = User.objects.members().filter(is_superuser=True).values_list("pk", flat=True)
        telling.tell(administrators, telling.PROPOSED, target=proposal, title=name, actor=by)
    return proposal


@transaction.atomic
def accept_proposal(proposal: Proposal, *, by: User, reason: str) -> Proposal:
    """Create the community, with its proposer for its lead. Raises Refused for a second decision."""
    proposal = _locked(proposal)
    require(rules.may_decide_proposal(by, proposal))
    proposer = proposal.proposed_by
    proposal.community = create_community(
        by=by,
        leads=[proposer] if proposer.is_member else [by],
        name=proposal.name,
        purpose=proposal.purpose,
    )
    _decide(proposal, Proposal.State.ACCEPTED, by, reason)
    community = proposal.community
    record(
        "community.proposal_accepted",
        by=by,
        on=community,
        community_id=community.pk,
        proposal=proposal.pk,
        reason=reason,
    )
    return proposal


@transaction.atomic
def decline_proposal(proposal: Proposal, *, by: User, reason: str) -> Proposal:
    """Decline, with a reason that the proposer reads. Raises Refused for a second decision."""
    proposal = _locked(proposal)
    require(rules.may_decide_proposal(by, proposal))
    _decide(proposal, Proposal.State.DECLINED, by, reason)
    record("community.proposal_declined", by=by, proposal=proposal.pk, reason=reason)
    return proposal


def _decide(proposal: Proposal, state: str, by: User, reason: str) -> None:
    proposal.state, proposal.reason = state, reason
    proposal.decided_by, proposal.decided_at = by, timezone.now()
    proposal.save()
    telling.tell([proposal.proposed_by_id], telling.PROPOSAL, target=proposal, title=proposal.name, actor=by)


def _locked(proposal: Proposal) -> Proposal:
    locked = Proposal.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("proposed_by").get(pk=proposal.pk)
