from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.members.access import MemberRequest, Request, account_required, member_required

from .. import reading
from ..changing import change_place
from ..forms import PlaceForm


def account_crumbs(title: str) -> list[tuple[str, str | None]]:
    """Where a page below "My account" is."""
    return [(_("Home"), "/"), (_("My account"), reverse("account_detail")), (title, None)]


@account_required
def account_detail(request: Request) -> HttpResponse:
    """One's own account. Who is no member finds here how to take their data along, and how to close it."""
    crumbs = [(_("Home"), "/"), (_("My account"), None)]
    context = {"view": reading.account_page(request.user), "crumbs": crumbs}
    return render(request, "accounts/account_detail.html", context)


@member_required
def affiliation_edit(request: MemberRequest) -> HttpResponse:
    """Another bureau of the same agency, and contractor or employee."""
    profile = request.person.profile
    initial = {"bureau": profile.bureau_id, "is_contractor": profile.is_contractor}
    form = PlaceForm(request.POST or None, agency=profile.agency, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_place(request.person, **{"bureau": None, **form.cleaned_data})
        messages.success(request, _("Where you work is saved."))
        return redirect("account_detail")
    context = {"form": form, "profile": profile, "crumbs": account_crumbs(_("Where I work"))}
    return render(request, "accounts/affiliation_edit.html", context)
