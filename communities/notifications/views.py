from datetime import timedelta

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from communities.kit.paging import page_number
from communities.members.access import MemberRequest, Request, member_required
from communities.members.models import User

from . import choosing, marking, reading, unsubscribing
from .forms import MailForm
from .models import target_for


@member_required
def notification_list(request: MemberRequest) -> HttpResponse:
    only = "unread" if request.GET.get("only") == "unread" else ""
    number = page_number(request.GET.get("page"))
    page = reading.notifications(request.person, number, only_unread=bool(only))
    today = timezone.localdate()
    context = {"page": page, "only": only, "today": today, "yesterday": today - timedelta(days=1)}
    context |= {"section": "notifications", "crumbs": [(_("Home"), "/"), (_("Notifications"), None)]}
    return render(request, "notifications/notification_list.html", context)


@member_required
def notification_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads; what the person may not see any more does not exist."""
    note = get_object_or_404(reading.own(request.person), pk=pk)
    marking.mark_read(request.person, note.pk)
    target = target_for(note, request.person)
    if target is None:
        raise Http404(_("This is not there for you any more."))
    return redirect(target)


@member_required
@require_POST
def notification_read(request: MemberRequest, pk: int) -> HttpResponse:
    """Mark one as read without going where it leads."""
    note = get_object_or_404(reading.own(request.person), pk=pk)
    marking.mark_read(request.person, note.pk)
    return redirect(_same_list(request))


@member_required
@require_POST
def notification_read_all(request: MemberRequest) -> HttpResponse:
    marking.mark_all_read(request.person)
    messages.success(request, _("All notifications are marked as read."))
    return redirect("notification_list")


@member_required
def notification_mail(request: MemberRequest) -> HttpResponse:
    """What a member is told by e-mail."""
    choices = reading.mail_choices(request.person)
    form = MailForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        choosing.choose_mail(request.person, form.cleaned_data)
        messages.success(request, _("Your choices about e-mail are saved."))
        return redirect("notification_mail")
    crumbs = [(_("Home"), "/"), (_("Notifications"), reverse("notification_list")), (_("E-mail"), None)]
    context = {"form": form, "choices": choices, "section": "notifications", "crumbs": crumbs}
    return render(request, "notifications/notification_mail.html", context)


@member_required
@require_POST
def notification_mail_off(request: MemberRequest) -> HttpResponse:
    """All mail off at once, or on again as it was chosen."""
    by_mail = request.POST.get("by_mail") == "yes"
    choosing.set_mail(request.person, by_mail=by_mail)
    messages.success(
        request, _("We tell you by e-mail again.") if by_mail else _("We send you no more e-mail.")
    )
    return redirect("notification_mail")


def _same_list(request: Request) -> str:
    """The page of the list from which one was marked."""
    kept = {name: request.POST[name] for name in ("only", "page") if request.POST.get(name)}
    return reverse("notification_list") + (f"?{urlencode(kept)}" if kept else "")


@csrf_exempt  # mail programs post here without a page of ours (RFC 8058); the signed token is the proof
def notification_unsubscribe(request: Request, token: str) -> HttpResponse:
    try:
        person = unsubscribing.person_of(token)
    except (BadSignature, User.DoesNotExist):
        raise Http404(_("This link is not complete. Copy it whole from the e-mail.")) from None
    done = request.method == "POST"
    if done:
        choosing.set_mail(person, by_mail=False)
    return render(request, "notifications/notification_unsubscribe.html", {"done": done})
