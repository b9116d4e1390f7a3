from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.kit.paging import page_number
from communities.kit.permissions import Refused, require
from communities.members.access import MemberRequest, member_required
from communities.members.models import Message, User
from communities.notifications.marking import mark_read_of
from communities.screening.authors import author_of

from . import reading, rules
from .forms import MessageForm
from .sending import send_message


@member_required
def message_list(request: MemberRequest) -> HttpResponse:
    """What a person received, or sent."""
    sent = request.GET.get("box") == "sent"
    page = reading.messages(request.person, sent=sent, number=page_number(request.GET.get("page")))
    context = {"page": page, "sent": sent, "section": "notifications"}
    context["crumbs"] = [(_("Home"), "/"), (_("Messages"), None)]
    return render(request, "messaging/message_list.html", context)


@member_required
def message_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """One message; what was told of it counts as read."""
    try:
        view = reading.message(request.person, pk)
    except Message.DoesNotExist:
        raise Http404(_("There is no such message.")) from None
    mark_read_of(request.person, view.message)
    context = {"view": view, "section": "notifications", "crumbs": _crumbs(view.message.subject)}
    return render(request, "messaging/message_detail.html", context)


@member_required
def message_write(request: MemberRequest, slug: str) -> HttpResponse:
    """Write to a member, or answer one (`?to=` the key of their message)."""
    people = User.objects.visible_to(request.person).select_related("profile__agency", "profile__bureau")
    recipient = get_object_or_404(people, slug=slug)
    answering = _answering(request, recipient)
    require(rules.may_write(request.person, recipient, answering=answering))
    form = MessageForm(request.POST or None, initial={"subject": _answer_to(answering)})
    form.author = author_of(request.person)
    if request.method == "POST" and form.is_valid():
        try:
            message = send_message(
                recipient, by=request.person, answering=answering, because=form.because, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your message to %(name)s is sent.") % {"name": recipient})
            return redirect(message)
    title = _("Write to %(name)s") % {"name": recipient}
    context = {"form": form, "recipient": recipient, "answering": answering, "crumbs": _crumbs(title)}
    return render(request, "messaging/message_write.html", context)


def _answering(request: MemberRequest, recipient: User) -> Message | None:
    """The message that is answered, where the address names one that the recipient wrote to the person."""
    to = request.GET.get("to", "")
    if not (to.isascii() and to.isdigit() and len(to) < 16):
        return None
    return Message.objects.filter(sender=recipient, recipient=request.person, pk=int(to)).first()


def _answer_to(message: Message | None) -> str:
    """Re: the subject, once."""
    if message is None:
        return ""
    subject = message.subject.removeprefix("Re: ")
    return f"Re: {subject}"[:150]


def _crumbs(title: str) -> list[tuple[str, str | None]]:
    return [(_("Messages"), reverse("message_list")), (title, None)]
