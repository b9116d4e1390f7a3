"""Ending sessions, passwords and factors."""

from importlib import import_module

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User

from . import rules


def forget_session(session_key: str | None) -> None:
    """Take a session that has ended off the list."""
    UserSession.objects.filter(session_key=session_key).delete()


@transaction.atomic
def end_session(session: UserSession, *, by: User) -> None:
    """Sign `by` out on another device."""
    _end([session])
    record("member.sessions_ended", by=by, on=by, count=1)


@transaction.atomic
def end_other_sessions(person: User, *, keep: str | None) -> int:
    """Sign a person out everywhere but in the session with the key `keep`; returns how many ended."""
    sessions = list(UserSession.objects.filter(user=person).exclude(session_key=keep or ""))
    _end(sessions)
    if sessions:
        record("member.sessions_ended", by=person, on=person, count=len(sessions))
    return len(sessions)


def _end(sessions: list[UserSession]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in sessions:
        store.delete(session.session_key)
    UserSession.objects.filter(pk__in=[session.pk for session in sessions]).delete()


@transaction.atomic
def remove_password(person: User) -> User:
    """Let nobody sign in with a password any more. Raises Refused when there is none.

    The caller mails the person and keeps their session: only it has the request.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    require(rules.may_remove_password(person))
    person.set_unusable_password()
    person.save(update_fields=["password"])
    return person


@transaction.atomic
def reset_factors(person: User, *, by: User, reason: str) -> None:
    """Take away every factor of somebody who has lost them, and sign them out everywhere.

    They sign in by a code that is mailed, and set up a new one. Raises Refused.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    require(rules.may_reset_factors(by, person))
    Authenticator.objects.filter(user=person).delete()
    User.objects.filter(pk=person.pk).update(second_factor_by=None)
    _end(list(UserSession.objects.filter(user=person)))
    record("member.factors_reset", by=by, on=person, reason=reason)
