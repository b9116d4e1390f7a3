from collections.abc import Callable, Iterable
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from communities.kit.mails import Letter, send

from . import letters
from .models import JoinRequest, User

AGAIN: Any = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="forget_sessions", pass_context=False)
def forget_sessions(timestamp: int) -> None:
    """Delete the sessions that have ended. `timestamp` is when this was due."""
    call_command("clearsessions")


@app.task(retry=AGAIN, queue="mail")
def mail_administrators(request_id: int) -> None:
    """Tell every administrator, once, that somebody asks to join; nobody when it is decided already."""

    def mails(request: JoinRequest) -> Iterable[Letter]:
        if request.state == JoinRequest.State.WAITING:
            for administrator in User.objects.members().filter(is_superuser=True):
                yield letters.somebody_asks(request, administrator)

    _mail_once(request_id, "administrators_mailed_at", mails)


@app.task(retry=AGAIN, queue="mail")
def ask_voucher(request_id: int) -> None:
    """Ask the named member, once, whether they know the person; nobody when no member has that address."""

    def mails(request: JoinRequest) -> Iterable[Letter]:
        if request.state == JoinRequest.State.WAITING and request.vouching == JoinRequest.Vouching.ASKED:
            member = User.objects.members().filter(email__iexact=request.voucher).first()
            if member:
                yield letters.do_you_know(request, member)

    _mail_once(request_id, "voucher_mailed_at", mails)


@app.task(retry=AGAIN, queue="mail")
def mail_decision(request_id: int) -> None:
    """Tell the person, once, what was decided and why."""

    def mails(request: JoinRequest) -> Iterable[Letter]:
        if request.state in (JoinRequest.State.ADMITTED, JoinRequest.State.DECLINED):
            yield letters.decided(request)

    _mail_once(request_id, "person_mailed_at", mails)


def _mail_once(request_id: int, mark: str, mails: Callable[[JoinRequest], Iterable[Letter]]) -> None:
    """Send what `mails` makes of a request, and mark the request, so that a second run sends nothing."""
    with transaction.atomic():
        requests = JoinRequest.objects.select_for_update(of=("self",))
        found = requests.select_related("person__profile", "decided_by").filter(pk=request_id, **{mark: None})
        for request in found:
            for letter in mails(request):
                send(letter)
            setattr(request, mark, timezone.now())
            request.save(update_fields=[mark])
