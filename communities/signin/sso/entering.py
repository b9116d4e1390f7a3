"""The account opens for somebody whom the provider has signed in."""

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from communities.members.models import User

from .checking import Identity
from .failures import Kind, SignInFailed

SESSION_KEY = "sso.session"


def enter(request: HttpRequest, person: User, identity: Identity, *, wanted: str) -> HttpResponse:
    """Sign a person in and send them where they were going; whoever else was signed in here is signed out.

    A second factor of their own is still asked for, unless they gave two at the provider. Raises
    SignInFailed for a closed account.
    """
    if not person.is_active:
        raise SignInFailed(Kind.CLOSED, "the account is closed")
    if request.user.is_authenticated:
        get_adapter().logout(request)
    request.session[SESSION_KEY] = {
        "person": person.pk,
        "issuer": identity.issuer,
        "second_factor": identity.second_factor,
    }
    record_authentication(request, person, "socialaccount", provider=identity.issuer)
    if identity.second_factor:
        record_authentication(request, person, "mfa", type="sso")
    login = Login(
        user=person,
        email=person.email,
        email_verification=EmailVerificationMethod.NONE,  # the provider has done it
        redirect_url=wanted,
    )
    return perform_login(request, login)


def came_from(session: SessionBase, person: User) -> str:
    """The issuer that a person signed in at in this session; empty when they came in another way."""
    return _kept(session, person).get("issuer", "")


def gave_second_factor(session: SessionBase, person: User) -> bool:
    """Whether a person signed in at the provider with two factors in this session.

    That counts as the second factor which is demanded of staff here.
    """
    return _kept(session, person).get("second_factor") is True


def _kept(session: SessionBase, person: User) -> dict:
    kept = session.get(SESSION_KEY)
    return kept if isinstance(kept, dict) and kept.get("person") == person.pk else {}
