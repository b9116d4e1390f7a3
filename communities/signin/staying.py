"""How long somebody stays signed in: so long after signing in, and so long without use.

A session keeps when it began and when it was last used. To spare the database the last use is written at
most once a minute, so a session may end up to a minute early, never late.
"""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

BEGAN, USED = "signin.began", "signin.used"


@dataclass(frozen=True)
class Clock:
    """What is left of a session, in whole seconds; nothing is left of one that is over."""

    until_idle: int
    until_end: int

    @property
    def is_over(self) -> bool:
        return self.until_idle <= 0 or self.until_end <= 0

    @property
    def idle(self) -> int:
        """How long a session may be unused."""
        return settings.SESSION_IDLE

    @property
    def warning(self) -> int:
        """How long before the end the person is warned: two minutes, or a fifth of a short time."""
        return min(120, settings.SESSION_IDLE // 5)


def begin(session: SessionBase) -> None:
    """Start the clock, when somebody signs in."""
    session[BEGAN] = session[USED] = _now()


def read(session: SessionBase) -> Clock:
    """Say what is left. A session without a clock begins now."""
    now = _now()
    return Clock(
        until_idle=session.get(USED, now) + settings.SESSION_IDLE - now,
        until_end=session.get(BEGAN, now) + settings.SESSION_COOKIE_AGE - now,
    )


def use(request: HttpRequest, *, at_once: bool = False) -> None:
    """Note that the session is in use; `at_once` writes even when less than a minute has passed."""
    session, now = request.session, _now()
    if BEGAN not in session:
        begin(session)
    elif at_once or now - session[USED] >= min(60, settings.SESSION_IDLE // 10):
        session[USED] = now
    else:
        return
    listed = UserSession.objects.filter(session_key=session.session_key)
    listed.update(last_seen_at=timezone.now(), ip=get_adapter().get_client_ip(request))


def _now() -> int:
    return int(timezone.now().timestamp())
