"""What the pages about one's own account need."""

from dataclasses import dataclass
from datetime import date

from communities.agencies.models import Agency
from communities.kit.permissions import Verdict
from communities.members.models import Affiliation, User
from communities.members.reading.affiliations import affiliations_of, unconfirmed_since
from communities.notifications.reading import gets_mail
from communities.spaces.models import Community
from communities.spaces.reading import led_alone_by

from . import rules
from .models import AddressChange, Download
from .times import TRIES


@dataclass(frozen=True)
class AccountPage:
    """One's own account."""

    current: Affiliation | None
    earlier: list[Affiliation]
    unconfirmed_since: date | None
    pending: AddressChange | None
    download: Download | None
    may_ask_for_data: Verdict
    gets_mail: bool


@dataclass(frozen=True)
class ClosingPage:
    """What closing an account means, or what stands in its way."""

    person: User
    is_own: bool
    led_alone: list[Community]
    may_close: Verdict


def account_page(person: User) -> AccountPage:
    """Everything on the page "My account". Five queries."""
    affiliations = list(affiliations_of(person))
    current = next((each for each in affiliations if each.until is None), None)
    download = Download.objects.filter(person=person).first()
    return AccountPage(
        current=current,
        earlier=[each for each in affiliations if each.until is not None],
        unconfirmed_since=unconfirmed_since(current.confirmed_on) if current else None,
        pending=pending_change(person),
        download=download,
        may_ask_for_data=rules.may_ask_for_data(person, download),
        gets_mail=gets_mail(person),
    )


def pending_change(person: User) -> AddressChange | None:
    """The change that waits for its code."""
    last = AddressChange.objects.filter(person=person).order_by("-asked_at", "-pk").first()
    return last if last and rules.is_open(last) and last.attempts < TRIES else None


def closing_page(person: User, *, by: User) -> ClosingPage:
    """What stands on the page that closes an account."""
    return ClosingPage(
        person=person,
        is_own=by.pk == person.pk,
        led_alone=led_alone_by(person),
        may_close=rules.may_close(by, person),
    )


def bureaus_of(agency: Agency | None):
    """The bureaus among which a member of an agency chooses."""
    return Agency.objects.current().filter(parent=agency) if agency else Agency.objects.none()
