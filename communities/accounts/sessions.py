"""Ending the sessions of an account, but perhaps one."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from communities.members.models import User
from communities.signin.ending import end_other_sessions


def end_sessions(person: User, *, keep: str | None = None) -> None:
    """End the sessions of a person, but for the one with the key `keep`.

    Who has no password gets another unusable one: Django takes a session for ended when the password has
    changed, also one that no list holds.
    """
    if not person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    end_other_sessions(person, keep=keep)


def renew_session(request: HttpRequest, person: User) -> None:
    """Keep this session alive after `end_sessions`, with a new key."""
    before = request.session.session_key
    update_session_auth_hash(request, person)
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
