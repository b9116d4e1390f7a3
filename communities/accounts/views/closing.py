from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from communities.members.access import MemberRequest, Request, account_required, administrator_required
from communities.members.models import User
from communities.signin.confirming import confirmed

from .. import reading
from ..closing import close_account
from ..forms import CloseForForm, CloseForm
from .account import account_crumbs


@account_required
@confirmed
def account_close(request: Request) -> HttpResponse:
    """Close one's own account, once one knows what that means."""
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        close_account(request.user, by=request.user)
        logout(request)
        messages.success(request, _("Your account is closed. What you wrote stays, by a “Former member”."))
        return redirect("/")
    context = {"form": form, "view": reading.closing_page(request.user, by=request.user)}
    context["crumbs"] = account_crumbs(_("Close my account"))
    return render(request, "accounts/account_close.html", context)


@administrator_required
@confirmed
def account_close_for(request: MemberRequest, pk: int) -> HttpResponse:
    """An administrator closes somebody's account, with a reason."""
    person = get_object_or_404(User.objects.select_related("profile__agency"), pk=pk)
    if person.pk == request.person.pk:
        return redirect("account_close")
    form = CloseForForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        close_account(person, by=request.person, reason=form.cleaned_data["reason"])
        messages.success(request, _("The account is closed. What was written stays, by a “Former member”."))
        return redirect("ledger_list")
    context = {"form": form, "view": reading.closing_page(person, by=request.person)}
    context["crumbs"] = [(_("Home"), "/"), (_("Close an account"), None)]
    return render(request, "accounts/account_close_for.html", context)
