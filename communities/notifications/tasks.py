from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .models import Kind, MailPreference, Notification, target_for
from .unsubscribing import unsubscribe_url


@app.task(retry=RetryStrategy(max_attempts=8, exponential_wait=4), queue="mail")
def mail_notification(notification_id: int) -> None:
    """Mail one notification, once.

    Nothing is sent to who has read it, wants no mail, or may not see the thing any more.
    """
    with transaction.atomic():
        waiting = Notification.objects.select_for_update(of=("self",), skip_locked=True)
        note = waiting.select_related("person", "actor").filter(pk=notification_id, mailed_at=None).first()
        target = target_for(note, note.person) if note and _wanted(note) else None
        if note is None or target is None:
            return
        _message(note, target).send()
        note.mailed_at = timezone.now()
        note.save(update_fields=["mailed_at"])


def _wanted(note: Notification) -> bool:
    person = note.person
    if note.read_at or not person.is_member:
        return False
    return not MailPreference.objects.filter(person=person, by_mail=False).exists()


def _message(note: Notification, target) -> EmailMultiAlternatives:
    context = {
        "note": note,
        "site_name": settings.SITE_NAME,
        "address": settings.BASE_URL + target.get_absolute_url(),
        "stop": unsubscribe_url(note.person),
        "quote": target.text if note.kind == Kind.MESSAGE else "",
    }
    context["sentence"] = " ".join(render_to_string("notifications/mail_subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject=context["sentence"],
        body=render_to_string("notifications/mail.txt", context),
        to=[note.person.email],
        headers={
            "Message-ID": f"<notification-{note.pk}@{_host()}>",
            "List-Unsubscribe": f"<{context['stop']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    return message


def _host() -> str:
    return settings.BASE_URL.partition("//")[2].partition("/")[0].partition(":")[0]
