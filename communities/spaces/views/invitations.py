from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from communities.kit import text
from communities.kit.paging import page_number
from communities.kit.permissions import require
from communities.members.access import MemberRequest, Request, member_required

from .. import inviting, reading, rules
from ..forms.inviting import InviteForm
from ..models import Invitation
from ..reading import CommunityView
from .places import community_or_404, crumbs_below

ACCEPTING = "accepting"  # in the session: the number of the invitation that a visitor has said yes to


@member_required
def community_invitations(request: MemberRequest, slug: str) -> HttpResponse:
    """Leads invite, and see what became of it."""
    view = community_or_404(request, slug)
    require(rules.may_invite(request.person, view.community))
    form = InviteForm(request.POST or None, community=view.community, by=request.person)
    if request.method == "POST" and form.is_valid():
        made = inviting.invite(view.community, by=request.person, **form.cleaned_data)
        words = ngettext(
            "%(count)d invitation is on its way.", "%(count)d invitations are on their way.", len(made)
        )
        messages.success(request, words % {"count": len(made)})
        return redirect("community_invitations", slug=slug)
    page = reading.invitations_page(request.person, view.community, page_number(request.GET.get("page")))
    context = {"view": view, "form": form, "page": page, "section": "communities", "tab": "invitations"}
    context["crumbs"] = crumbs_below(view.community, _("Invitations"))
    return render(request, "spaces/community_invitations.html", context)


@member_required
@require_POST
def invitation_again(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    view = community_or_404(request, slug)
    invitation = inviting.send_again(_invitation_of(request, view, pk), by=request.person)
    messages.success(request, _("The invitation goes to %(email)s again.") % {"email": invitation.email})
    return redirect("community_invitations", slug=slug)


@member_required
@require_POST
def invitation_withdraw(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    view = community_or_404(request, slug)
    invitation = _invitation_of(request, view, pk)
    inviting.withdraw_invitation(invitation, by=request.person)
    messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("community_invitations", slug=slug)


def _invitation_of(request: MemberRequest, view: CommunityView, pk: int) -> Invitation:
    require(rules.may_invite(request.person, view.community))
    return get_object_or_404(Invitation, pk=pk, community=view.community)


def invitation_open(request: Request, key: str) -> HttpResponse:
    """What the mailed link leads to. Saying yes makes a member, or leads to joining the site and back."""
    try:
        invitation = reading.invitation_of(key)
    except Invitation.DoesNotExist:
        return render(request, "spaces/invitation_open.html", {"invitation": None}, status=404)
    verdict = rules.may_accept(request.person, invitation)
    said_yes = request.method == "POST" or request.session.get(ACCEPTING) == invitation.pk
    if request.person and verdict and said_yes:
        return _accepted(request, invitation)
    if request.person and invitation.accepted_by_id == request.person.pk:
        return redirect(invitation.community)
    if not request.person and request.method == "POST" and invitation.state == Invitation.State.OPEN:
        request.session[ACCEPTING] = invitation.pk
        return redirect(_door(request, invitation))
    is_open = invitation.state == Invitation.State.OPEN
    refused = 403 if is_open else 410  # Gone
    status = 200 if is_open and (verdict or not request.person) else refused
    context = {"invitation": invitation, "verdict": verdict, "open": is_open}
    if is_open and (guidelines := reading.guidelines(invitation.community)):
        context["guidelines_html"] = text.render(guidelines.text, below=2).html
    return render(request, "spaces/invitation_open.html", context, status=status)


def _accepted(request: Request, invitation: Invitation) -> HttpResponse:
    inviting.accept_invitation(invitation, by=request.user)
    request.session.pop(ACCEPTING, None)
    welcome = _("Welcome. You are a member of %(community)s now.") % {"community": invitation.community}
    messages.success(request, welcome)
    return redirect(invitation.community)


def _door(request: Request, invitation: Invitation) -> str:
    """Where an invited visitor goes on: to sign in, to join the site, or to where their request stands."""
    if request.user.is_authenticated:
        return reverse("member_waiting")
    known = reading.has_account(invitation.email)
    door = reverse("account_request_login_code" if known else "account_signup")
    return f"{door}?{urlencode({'email': invitation.email, 'next': request.path})}"
