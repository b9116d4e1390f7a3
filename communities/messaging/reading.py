"""What the pages about messages need."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet

from communities.kit.paging import Page, page_of_rows
from communities.kit.permissions import Verdict
from communities.members.models import Message, User
from communities.notifications.models import Notification

from . import rules

PER_PAGE = 30
_PEOPLE = [f"{who}__profile__{body}" for who in ("sender", "recipient") for body in ("agency", "bureau")]


@dataclass(frozen=True)
class MessageView:
    """One message as one of its two people sees it."""

    message: Message
    other: User
    is_mine: bool
    may_answer: Verdict


def messages(person: User, *, sent: bool, number: int) -> Page:
    """One page of what a person received, with `is_new`, or sent; newest first."""
    mine = Message.objects.filter(sender=person) if sent else Message.objects.filter(recipient=person)
    rows = mine.select_related(*_PEOPLE).order_by("-sent_at", "-pk")
    if not sent:
        rows = rows.annotate(is_new=Exists(unread(person).filter(object_id=OuterRef("pk"))))
    return page_of_rows(rows, number, total=mine.count(), per_page=PER_PAGE)


def unread(person: User) -> QuerySet[Notification]:
    """What a person was told of messages and has not read."""
    about = ContentType.objects.get_for_model(Message)
    return Notification.objects.filter(person=person, content_type=about, read_at=None)


def message(person: User, pk: int) -> MessageView:
    """One message. Raises Message.DoesNotExist for who neither wrote nor received it."""
    found = Message.objects.visible_to(person).select_related("in_reply_to", *_PEOPLE).get(pk=pk)
    is_mine = found.sender_id == person.pk
    other = found.recipient if is_mine else found.sender
    answering = None if is_mine else found
    return MessageView(
        message=found,
        other=other,
        is_mine=is_mine,
        may_answer=rules.may_write(person, other, answering=answering),
    )


def may_write(member: User, *, viewer: User | None) -> Verdict:
    """Whether a profile offers to write to its owner (settings.PROFILE_PARTS)."""
    return rules.may_write(viewer, member)
