import csv
from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.kit.paging import page_number
from communities.kit.permissions import require
from communities.kit.sheets import Echo, harmless
from communities.members.access import MemberRequest, Request, member_required, turn_away

from .. import exporting, joining, listing, reading, requesting, rules
from ..forms.asking import ReasonForm
from ..models import Community, Membership, Role
from .places import community_or_404, crumbs_below


def community_members(request: Request, slug: str) -> HttpResponseBase:
    """Who belongs to a community, for those to whom it shows that."""
    try:
        view = reading.community_for(request.person, slug)
    except Community.DoesNotExist:
        if request.person is None:
            return turn_away(request)
        raise Http404(_("There is no such community.")) from None
    verdict = rules.may_see_members(request.person, view.community)
    if not verdict and request.person is None:
        return turn_away(request)
    require(verdict)
    name = request.GET.get("name", "").strip()[:100]
    role = request.GET.get("role", "")
    role = role if role in Role.values else ""
    number = page_number(request.GET.get("page"))
    page = reading.members_page(view.community, number, viewer=request.person, name=name, role=role)
    context = {"view": view, "page": page, "name": name, "role": role, "roles": Role.choices}
    context |= {"section": "communities", "tab": "members"}
    context["crumbs"] = crumbs_below(view.community, _("Members"))
    return render(request, "spaces/community_members.html", context)


@member_required
def community_members_csv(request: MemberRequest, slug: str) -> HttpResponseBase:
    """The list as a table, for leads. No cell begins a formula; addresses are not in it."""
    community = community_or_404(request, slug).community
    rows = exporting.export_members(community, by=request.person)
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="members-of-{community.slug}.csv"'
    return response


def _lines(rows: Iterator[dict[str, str]]) -> Iterator[str]:
    writer = csv.DictWriter(Echo(), fieldnames=listing.COLUMNS)
    yield "\ufeff" + writer.writerow({name: name for name in listing.COLUMNS})
    for row in rows:
        yield writer.writerow({name: harmless(value) for name, value in row.items()})


@member_required
def community_member(request: MemberRequest, slug: str, person: str) -> HttpResponse:
    """What a lead may do about one member: their role, handing over, removal."""
    view = community_or_404(request, slug)
    require(rules.may_lead(request.person, view.community))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    membership = _membership(view.community, person)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        requesting.remove_member(view.community, membership.person, by=request.person, reason=reason)
        words = _("%(name)s is no longer a member, and reads your reason.")
        messages.success(request, words % {"name": membership.person})
        return redirect("community_members", slug=slug)
    return _member_page(request, view, membership, form)


def _member_page(
    request: MemberRequest, view: reading.CommunityView, membership: Membership, form: ReasonForm
) -> HttpResponse:
    about = (request.person, view.community, membership.person, membership.role)
    context = {
        "view": view,
        "membership": membership,
        "form": form,
        "roles": [
            (value, label, rules.may_give_role(request.person, view.community, membership.person, value))
            for value, label in Role.choices
        ],
        "may_hand_over": rules.may_hand_over(*about),
        "may_remove": rules.may_remove(*about),
        "section": "communities",
        "tab": "members",
    }
    members = (_("Members"), reverse("community_members", args=[view.community.slug]))
    context["crumbs"] = crumbs_below(view.community, membership.person.name, members)
    return render(request, "spaces/community_member.html", context)


@member_required
@require_POST
def community_member_role(request: MemberRequest, slug: str, person: str) -> HttpResponse:
    """Give a role, or hand the community over."""
    view = community_or_404(request, slug)
    require(rules.may_lead(request.person, view.community))
    someone = _membership(view.community, person).person
    about = {"name": someone, "community": view.community}
    if request.POST.get("role") == "successor":
        joining.hand_over(view.community, by=request.person, to=someone)
        messages.success(request, _("%(name)s leads %(community)s in your place now.") % about)
        return redirect("community_members", slug=slug)
    if request.POST.get("role") not in Role.values:
        messages.error(request, _("Choose a role."))
        return redirect("community_member", slug=slug, person=person)
    role = Role(request.POST["role"])
    joining.give_role(view.community, someone, role, by=request.person)
    messages.success(request, _("%(name)s: %(role)s") % {**about, "role": role.label})
    return redirect("community_members", slug=slug)


def _membership(community: Community, slug: str) -> Membership:
    try:
        return reading.membership_in(community, slug)
    except Membership.DoesNotExist:
        raise Http404(_("Nobody of this name is a member here.")) from None
