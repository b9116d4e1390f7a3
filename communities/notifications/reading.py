"""What the notifications page and the bell need."""

from dataclasses import dataclass

from communities.kit.paging import Page, page_of_numbers
from communities.members.models import User

from .models import MailChoice, MailPreference, Notification, NotificationQuerySet, Pace, Subject

PER_PAGE = 30
MOST_COUNTED = 100  # "99+": the count costs the same at 0 and at 5,000


@dataclass(frozen=True)
class MailChoices:
    """What a member gets by e-mail."""

    by_mail: bool
    paces: dict[str, str]  # of every subject


def unread_count(person: User | None) -> int:
    """How many notifications wait, counted up to 100. One query over a partial index."""
    if person is None:
        return 0
    return own(person).filter(read_at=None)[:MOST_COUNTED].count()


def notifications(person: User, number: int, *, only_unread: bool = False) -> Page:
    """One page of what a person was told and may still know, newest first. Two queries."""
    mine = own(person).filter(read_at=None) if only_unread else own(person)
    total = mine.count()
    first, last, pages = page_of_numbers(number, total=total, per_page=PER_PAGE)
    rows = mine.select_related("actor", "community").order_by("-created_at", "-pk")
    return Page(number, pages, list(rows[first - 1 : last]), total)


def own(person: User) -> NotificationQuerySet:
    """All notifications of a person, without those of communities that they don't see any more."""
    return Notification.objects.visible_to(person)


def gets_mail(person: User) -> bool:
    """Whether a person gets mail at all."""
    return not MailPreference.objects.filter(person=person, by_mail=False).exists()


def mail_choices(person: User) -> MailChoices:
    """What a person gets by e-mail. Two queries."""
    chosen = dict(MailChoice.objects.filter(person=person).values_list("subject", "pace"))
    paces = {subject: chosen.get(subject, Pace.AT_ONCE.value) for subject in Subject.values}
    return MailChoices(by_mail=gets_mail(person), paces=paces)
