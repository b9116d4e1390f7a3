"""One member writes to another."""

from uuid import UUID

from django.db import transaction

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import Message, User
from communities.notifications.models import Kind
from communities.notifications.telling import tell
from communities.screening.screening import refuse_personal

from . import rules


@transaction.atomic
def send_message(
    recipient: User,
    *,
    by: User,
    subject: str,
    text: str,
    answering: Message | None = None,
    submission: UUID | None = None,
    because: str = "",
) -> Message:
    """Write to a member, who is told in the site and by mail. The form sent twice writes once.

    `because`: why it is right although screening warned of it. Raises Refused when the person may not, or has
    written too much within a day, ValidationError for what nobody may send.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(
        pk=by.pk
    )  # a second sending waits for the first
    if submission and (earlier := Message.objects.filter(sender=by, submission=submission).first()):
        return earlier
    recipient = User.objects.select_related("profile").get(pk=recipient.pk)
    require(rules.may_write_now(by, recipient, answering=answering))
    refuse_personal(subject, text)
    message = Message.objects.create(
        sender=by,
        recipient=recipient,
        subject=subject,
        text=text,
        in_reply_to=answering,
        submission=submission,
    )
    record("member.wrote", by=by, on=message)
    if because:
        record("screening.answered", by=by, on=message, reason=because)
    tell([recipient.pk], Kind.MESSAGE, target=message, title=subject, actor=by)
    return message
