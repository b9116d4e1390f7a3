"""What the page about signing in shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa import app_settings as mfa
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from communities.kit.permissions import Verdict
from communities.members.models import User

from . import rules
from .devices import describe


@dataclass(frozen=True)
class Factor:
    """A passkey or an authenticator app."""

    pk: int
    name: str
    added_at: datetime
    used_at: datetime | None
    may_remove: Verdict


@dataclass(frozen=True)
class Device:
    """A place where the person is signed in."""

    pk: int
    name: str
    ip: str
    since: datetime
    used_at: datetime
    is_this: bool


@dataclass(frozen=True)
class WaysIn:
    """How a person can sign in, and where they are signed in."""

    has_password: bool
    passkeys: list[Factor]
    app: Factor | None
    codes_left: int
    devices: list[Device]
    has_role: bool

    @property
    def has_factor(self) -> bool:
        return bool(self.passkeys or self.app)

    @property
    def others(self) -> int:
        """How many sessions there are besides this one."""
        return sum(not device.is_this for device in self.devices)


def ways_in(person: User, session_key: str | None) -> WaysIn:
    """Return how `person` signs in; `session_key` is that of the session which asks."""
    rows = list(Authenticator.objects.filter(user=person).order_by("created_at", "pk"))
    factors = [(row.type, _factor(row, person)) for row in rows if row.type in rules.SECOND_FACTORS]
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    return WaysIn(
        has_password=person.has_usable_password(),
        passkeys=[factor for kind, factor in factors if kind == Authenticator.Type.WEBAUTHN],
        app=next((factor for kind, factor in factors if kind == Authenticator.Type.TOTP), None),
        codes_left=_left(codes) if codes else 0,
        devices=devices_of(person, session_key),
        has_role=rules.has_role(person),
    )


def _factor(row: Authenticator, person: User) -> Factor:
    return Factor(
        pk=row.pk,
        name=row.data.get("name", ""),
        added_at=row.created_at,
        used_at=row.last_used_at,
        may_remove=rules.may_remove_factor(person, row),
    )


def _left(codes: Authenticator) -> int:
    """How many recovery codes are not used: each used one is a bit of a number."""
    return mfa.RECOVERY_CODE_COUNT - codes.data["used_mask"].bit_count()


def devices_of(person: User, session_key: str | None) -> list[Device]:
    """Return the sessions that still run, this one first, then those used last."""
    now = timezone.now()
    kept = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    running = UserSession.objects.filter(
        Exists(kept),
        user=person,
        created_at__gt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
        last_seen_at__gt=now - timedelta(seconds=settings.SESSION_IDLE),
    )
    found = [_device(row, session_key) for row in running.order_by("-last_seen_at")]
    return sorted(found, key=lambda device: not device.is_this)


def _device(row: UserSession, session_key: str | None) -> Device:
    return Device(
        pk=row.pk,
        name=describe(row.user_agent),
        ip=row.ip,
        since=row.created_at,
        used_at=row.last_seen_at,
        is_this=row.session_key == session_key,
    )
