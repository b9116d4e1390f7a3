from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import Message, User
from communities.members.rules import has_agreed

MOST_A_DAY = 30  # messages that one member sends within 24 hours
MOST_PEOPLE_A_DAY = 10  # members whom they write to first within 24 hours
DAY = timedelta(days=1)


def may_write(person: User | None, recipient: User, *, answering: Message | None = None) -> Verdict:
    """Whether a person may write to a member; who was written to may answer in any case."""
    if person is None:
        return no(_("Sign in or join to write to members."))
    if person.pk == recipient.pk:
        return no(_("This is you. You can't write to yourself."))
    if not person.is_member:
        return no(_("Only members write to members."))
    if not (verdict := has_agreed(person)):
        return verdict
    if not recipient.is_member:
        return no(_("%(name)s is no member any more.") % {"name": recipient})
    if answering and (answering.sender_id, answering.recipient_id) == (recipient.pk, person.pk):
        return YES
    if not recipient.profile.takes_messages:
        return no(_("%(name)s takes no messages through this site.") % {"name": recipient})
    return YES


def may_write_now(person: User, recipient: User, *, answering: Message | None = None) -> Verdict:
    """The same, and that they have not written too much lately. Two queries more."""
    verdict = may_write(person, recipient, answering=answering)
    if not verdict:
        return verdict
    sent = Message.objects.filter(sender=person, sent_at__gt=timezone.now() - DAY)
    if sent.count() >= MOST_A_DAY:
        return no(
            _("You have sent %(count)d messages within a day. Write again tomorrow.") % {"count": MOST_A_DAY}
        )
    first = sent.filter(in_reply_to=None).values_list("recipient", flat=True).distinct()
    if not answering and recipient.pk not in first and len(first) >= MOST_PEOPLE_A_DAY:
        return no(
            _("You have written to %(count)d members within a day. For a question to many, start a topic.")
            % {"count": MOST_PEOPLE_A_DAY}
        )
    return YES
