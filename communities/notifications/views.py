from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from communities.kit.paging import page_number
from communities.members.access import MemberRequest, Request, member_required
from communities.members.models import User

from . import reading, unsubscribing
from .models import target_for


@member_required
def notification_list(request: MemberRequest) -> HttpResponse:
    page = reading.notifications(request.person, page_number(request.GET.get("page")))
    context = {"page": page, "by_mail": reading.gets_mail(request.person), "section": "notifications"}
    context["crumbs"] = [(_("Home"), "/"), (_("Notifications"), None)]
    return render(request, "notifications/notification_list.html", context)


@member_required
def notification_open(request: MemberRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads; what the person may not see any more does not exist."""
    note = get_object_or_404(reading.own(request.person), pk=pk)
    if note.read_at is None:
        note.read_at = timezone.now()
        note.save(update_fields=["read_at"])
    target = target_for(note, request.person)
    if target is None:
        raise Http404(_("This is not there for you any more."))
    return redirect(target)


@member_required
@require_POST
def notification_read_all(request: MemberRequest) -> HttpResponse:
    reading.own(request.person).filter(read_at=None).update(read_at=timezone.now())
    messages.success(request, _("All notifications are marked as read."))
    return redirect("notification_list")


@member_required
@require_POST
def notification_mail(request: MemberRequest) -> HttpResponse:
    by_mail = request.POST.get("by_mail") == "yes"
    unsubscribing.set_mail(request.person, by_mail=by_mail)
    messages.success(
        request, _("We tell you by e-mail again.") if by_mail else _("We send you no more e-mail.")
    )
    return redirect("notification_list")


@csrf_exempt  # mail programs post here without a page of ours (RFC 8058); the signed token is the proof
def notification_unsubscribe(request: Request, token: str) -> HttpResponse:
    try:
        person = unsubscribing.person_of(token)
    except (BadSignature, User.DoesNotExist):
        raise Http404(_("This link is not complete. Copy it whole from the e-mail.")) from None
    done = request.method == "POST"
    if done:
        unsubscribing.set_mail(person, by_mail=False)
    return render(request, "notifications/notification_unsubscribe.html", {"done": done})
