"""The pages that belong to no feature: health, errors, and the mail of a development machine."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.defaults import permission_denied

from communities.finding.meaning import why_not
from communities.members.access import where_from

MOST_MAILS = 50
CODE = re.compile(r"^[A-Z0-9]{3,8}(?:-[A-Z0-9]{3,8})*$", re.MULTILINE)  # a line of its own


@never_cache
def health_live(request: HttpRequest) -> JsonResponse:
    """The process answers. Needs nothing else."""
    return JsonResponse({"live": True})


@never_cache
def health_ready(request: HttpRequest) -> JsonResponse:
    """The database, the queue and the index can be read; 503 says which can't."""
    checks = {
        "database": "SELECT 1",
        "queue": "SELECT 1 FROM procrastinate_jobs LIMIT 1",
        "index": "SELECT 1 FROM finding_document LIMIT 1",
    }
    found = {name: _answers(query) for name, query in checks.items()}
    ready = all(found.values())
    meanings = why_not() if ready else "not asked"  # the site serves without: search goes by words alone
    return JsonResponse({**found, "meanings": meanings or True}, status=200 if ready else 503)


def _answers(query: str) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
    except DatabaseError:
        return False
    return True


def sign_in_by_code(request: HttpRequest) -> HttpResponse:
    """Wagtail's own doors lead to ours: only there do codes, passwords and second factors count."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse("account_request_login_code") + query)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere: say so in words."""
    sentence = _(
        "This form was open too long, or came from another site. Go back, reload the page and send it again."
    )
    return permission_denied(request, PermissionDenied(sentence))


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A rule said no: its sentence; and the step that makes it a yes, where there is one, and back."""
    way = getattr(exception, "way", "")
    if way:
        way = f"{way}?{urlencode({'next': where_from(request)})}"
    return render(request, "403.html", {"exception": str(exception), "way": way}, status=403)


def devmail_list(request: HttpRequest) -> HttpResponse:
    """The mails that a development machine would have sent, newest first. Not there in production."""
    if not settings.DEBUG:
        raise Http404
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), reverse=True)[:MOST_MAILS] if folder.exists() else []
    found = [mail for file in files for mail in _mails(file)]
    mails = sorted(found, key=lambda mail: mail["sent_at"], reverse=True)
    return render(request, "dev/devmail_list.html", {"mails": mails[:MOST_MAILS]})


def _mails(file: Path) -> list[dict[str, Any]]:
    """The messages in one file of Django's file-based back end, newest first."""
    messages = []
    for raw in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
        if raw.strip():
            mail = message_from_bytes(raw, policy=policy.default)
            body = mail.get_body(("plain",))
            text = body.get_content().strip() if body else ""
            code = CODE.search(text)
            about = {"to": mail["To"], "subject": mail["Subject"], "sent_at": _sent_at(mail)}
            messages.append({**about, "text": text, "code": code[0] if code else ""})
    return messages[::-1]


def _sent_at(mail: Message) -> datetime:
    """When it was written. Django writes UTC as "-0000", which Python reads as no zone at all."""
    written = mail["Date"].datetime if mail["Date"] else datetime.fromtimestamp(0, UTC)
    return written if written.tzinfo else written.replace(tzinfo=UTC)
