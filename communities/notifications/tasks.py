from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from communities.members.models import User

from .models import Kind, Notification, target_for, without_mail
from .threads import Thread, headers_of, thread_of
from .unsubscribing import unsubscribe_url


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4), queue="mail")
def mail_notification(notification_id: int) -> None:
    """Mail one notification, once.

    Nothing is sent to who has read it, wants no such mail, or may not see the thing any more. Two runs at
    once send once: the row is held until the mail server has taken the mail, and a mail that it refused is
    tried again. Whoever pulls the plug in between may send a second copy, with the same Message-ID.
    """
    with transaction.atomic():
        waiting = Notification.objects.select_for_update(of=("self",), skip_locked=True)
        waiting = waiting.select_related("person", "actor", "community")
        note = waiting.filter(pk=notification_id, mailed_at=None).first()
        target = target_for(note, note.person) if note and _wanted(note) else None
        if note is None or target is None:
            return
        thread = thread_of(note, target)
        if thread.is_silent:
            return
        _message(note, target, thread).send()
        note.mailed_at = timezone.now()
        note.save(update_fields=["mailed_at"])


def _wanted(note: Notification) -> bool:
    if note.read_at or not note.person.is_member:
        return False
    return not User.objects.filter(without_mail(note.kind), pk=note.person_id).exists()


def _message(note: Notification, target, thread: Thread) -> EmailMultiAlternatives:
    context = {
        "note": note,
        "site_name": settings.SITE_NAME,
        "address": settings.BASE_URL + target.get_absolute_url(),
        "choose": settings.BASE_URL + reverse("notification_mail"),
        "stop": unsubscribe_url(note.person),
        "stop_thread": settings.BASE_URL + thread.stop_path if thread.stop_path else "",
        "quote": target.text if note.kind == Kind.MESSAGE else "",
    }
    context["sentence"] = " ".join(render_to_string("notifications/mail_subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject=context["sentence"],
        body=render_to_string("notifications/mail.txt", context),
        to=[note.person.email],
        headers={
            **headers_of(thread, own_id=f"notification-{note.pk}"),
            "List-Unsubscribe": f"<{context['stop']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    return message
