"""What the notifications page and the bell need."""

from django.db.models import QuerySet

from communities.kit.paging import Page, page_of_rows
from communities.members.models import User

from .models import MailPreference, Notification

PER_PAGE = 30
MOST_COUNTED = 100  # "99+": the count costs the same at 0 and at 5,000


def unread_count(person: User | None) -> int:
    """How many notifications wait, counted up to 100. One query over a partial index."""
    if person is None:
        return 0
    return Notification.objects.filter(person=person, read_at=None)[:MOST_COUNTED].count()


def notifications(person: User, number: int) -> Page:
    """One page of a person's notifications, newest first."""
    mine = Notification.objects.filter(person=person)
    rows = mine.select_related("actor").prefetch_related("target").order_by("-created_at", "-pk")
    return page_of_rows(rows, number, total=mine.count(), per_page=PER_PAGE)


def own(person: User) -> QuerySet[Notification]:
    """All notifications of a person."""
    return Notification.objects.filter(person=person)


def gets_mail(person: User) -> bool:
    return not MailPreference.objects.filter(person=person, by_mail=False).exists()
