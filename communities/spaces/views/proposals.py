from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.kit.permissions import require
from communities.members.access import MemberRequest, member_required

from .. import listing, proposing, rules
from ..forms.asking import ReasonForm
from ..forms.proposing import ProposalForm
from ..forms.settings import free_name
from ..models import Community, Proposal
from .places import Crumbs, crumbs_of_list


@member_required
def community_propose(request: MemberRequest) -> HttpResponse:
    require(rules.may_propose(request.person))
    form = ProposalForm(request.POST or None, by=request.person)
    if request.method == "POST" and form.is_valid():
        proposal = proposing.propose_community(by=request.person, **form.cleaned_data)
        messages.success(
            request, _("The administrators are told. This page says where your proposal stands.")
        )
        return redirect(proposal)
    context = {"form": form, "section": "communities", "crumbs": _crumbs(_("Propose a community"))}
    return render(request, "spaces/community_propose.html", context)


@member_required
def proposal_list(request: MemberRequest) -> HttpResponse:
    """A member's own proposals; all of them for administrators."""
    waiting, decided = listing.proposals(request.person)
    context = {"waiting": waiting, "decided": decided, "may_decide": rules.may_create(request.person)}
    context |= {"section": "communities", "crumbs": crumbs_of_list(_("Proposals"))}
    return render(request, "spaces/proposal_list.html", context)


@member_required
def proposal_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Where a proposal stands; for administrators the decision."""
    try:
        proposal = listing.proposal_for(request.person, pk)
    except Proposal.DoesNotExist:
        raise Http404(_("There is no such proposal.")) from None
    verdict = rules.may_decide_proposal(request.person, proposal)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(verdict)
        if form.is_valid() and _decides(request, proposal, form):
            messages.success(
                request,
                _("The decision is recorded, and %(name)s can read it.") % {"name": proposal.proposed_by},
            )
            return redirect("proposal_list")
    context = {"proposal": proposal, "form": form, "may_decide": verdict, "section": "communities"}
    context["crumbs"] = _crumbs(proposal.name)
    return render(request, "spaces/proposal_detail.html", context)


def _decides(request: MemberRequest, proposal: Proposal, form: ReasonForm) -> bool:
    """Decide as the form says; False, with the reason in the form, when the name is taken."""
    reason = form.cleaned_data["reason"]
    if request.POST.get("decision") != "accept":
        proposing.decline_proposal(proposal, by=request.person, reason=reason)
        return True
    try:
        free_name(proposal.name, among=Community.objects.all())
    except ValidationError as taken:
        form.add_error(None, taken)
        return False
    proposing.accept_proposal(proposal, by=request.person, reason=reason)
    return True


def _crumbs(title: str) -> Crumbs:
    return crumbs_of_list(title, (_("Proposals"), reverse("proposal_list")))
