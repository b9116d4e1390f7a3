"""One mail to one person: one column, text first, one button, and why they get it."""

from dataclasses import dataclass, field
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Letter:
    """What a mail says. `path` is where its button leads, on this site."""

    to: str
    subject: str
    paragraphs: list[str]
    button: str
    path: str
    why: str
    quote: str = ""  # words of somebody else, set apart
    after: list[str] = field(default_factory=list)


def send(letter: Letter) -> None:
    """Send it now. Only the worker does this; raises what the mail server raises."""
    host = settings.BASE_URL.partition("//")[2].partition("/")[0].partition(":")[0]
    context = {"letter": letter, "address": settings.BASE_URL + letter.path, "site_name": settings.SITE_NAME}
    message = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=render_to_string("kit/mail.txt", context),
        to=[letter.to],
        headers={"Message-ID": make_msgid(domain=host), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("kit/mail.html", context), "text/html")
    message.send()
