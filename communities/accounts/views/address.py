from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from communities.kit.permissions import require
from communities.members.access import (
    MemberRequest,
    Request,
    administrator_required,
    member_required,
)
from communities.members.models import User
from communities.signin.confirming import confirmed

from .. import changing, objecting, reading, rules
from ..forms import AddressForm, CodeForm
from ..letters import change_of
from ..models import AddressChange
from ..sessions import renew_session
from ..times import CODE_VALID_FOR
from .account import account_crumbs


@member_required
@confirmed
def address_change(request: MemberRequest) -> HttpResponse:
    """Ask for another address; a code is mailed to it."""
    require(rules.may_change_address(request.person))
    form = AddressForm(request.POST or None, person=request.person)
    if request.method == "POST" and form.is_valid():
        change, code = changing.ask_for_change(request.person, **form.cleaned_data)
        prefix = "accounts/email/code" if code else "accounts/email/taken"
        get_adapter().send_mail(prefix, change.new_email, {"code": code, "minutes": _minutes()})
        return redirect("address_confirm")
    context = {"form": form, "crumbs": account_crumbs(_("Change my address"))}
    return render(request, "accounts/address_change.html", context)


def _minutes() -> int:
    return int(CODE_VALID_FOR.total_seconds() // 60)


@member_required
def address_confirm(request: MemberRequest) -> HttpResponse:
    """Type the code that was mailed to the new address."""
    pending = reading.pending_change(request.person)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if changed := _confirmed(request, form):
            return changed
        pending = reading.pending_change(request.person)
    if pending is None:
        if not form.errors:
            messages.info(request, _("No change of address is under way. Ask for a code first."))
        else:
            messages.error(request, _("The code was wrong too often. Ask for a new one."))
        return redirect("address_change")
    context = {"form": form, "pending": pending, "minutes": _minutes()}
    context["crumbs"] = account_crumbs(_("Confirm my new address"))
    return render(request, "accounts/address_confirm.html", context)


def _confirmed(request: MemberRequest, form: CodeForm) -> HttpResponse | None:
    """Change the address; None when the code is wrong, which the form then says."""
    code, key = form.cleaned_data["code"], request.session.session_key
    try:
        change = changing.confirm_change(request.person, code=code, session_key=key)
    except ValidationError as over:
        messages.error(request, " ".join(over.messages))
        return redirect("address_change")
    if change is None:
        form.add_error("code", _("This is not the code. Look at the newest mail from us at the new address."))
        return None
    person = User.objects.select_related("profile__agency").get(pk=request.person.pk)
    renew_session(request, person)
    messages.success(request, _("Your address is changed. Sign in with %(email)s from now on.")
                     % {"email": person.email})  # fmt: skip
    moved = person.profile.agency_id != request.person.profile.agency_id
    if moved and reading.bureaus_of(person.profile.agency).exists():
        return redirect("affiliation_edit")
    return redirect("account_detail")


def address_object(request: Request, token: str) -> HttpResponse:
    """Whoever reads the mail of the old address says that they did not change it."""
    try:
        change = change_of(token)
    except (BadSignature, AddressChange.DoesNotExist):
        raise Http404(_("This link is not complete, or too old. Write to us.")) from None
    if request.method == "POST":
        change = objecting.object_to_change(change)
    context = {"done": change.objected_at is not None, "verdict": rules.may_object(change)}
    return render(request, "accounts/address_object.html", context)


@administrator_required
def address_restore(request: MemberRequest, pk: int) -> HttpResponse:
    """An administrator looks after an objection."""
    objected = AddressChange.objects.select_related("person").exclude(objected_at=None)
    change = get_object_or_404(objected, pk=pk)
    if request.method == "POST":
        person = objecting.restore_address(change, by=request.person)
        messages.success(
            request, _("The earlier address opens the account of %(name)s again.") % {"name": person}
        )
        return redirect("wagtailusers_users:inspect", person.pk)
    context = {"change": change, "verdict": rules.may_restore(request.person, change)}
    context["crumbs"] = [(_("Home"), "/"), (_("Objection to a change of address"), None)]
    return render(request, "accounts/address_restore.html", context)
