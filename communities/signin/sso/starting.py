"""A sign-in begins: what we ask is kept in the session, and found again once when the person comes back."""

import time
from dataclasses import asdict, dataclass
from hashlib import sha256
from secrets import token_urlsafe

from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from . import fetching
from .failures import Kind, SignInFailed
from .provider import Provider

STARTED = "sso.started"
LIFE = 60 * 60  # seconds: whoever has no account at the provider makes one on the way
MOST = 5  # at a time in one browser; the oldest is forgotten


@dataclass(frozen=True)
class Started:
    """A sign-in that is under way. `wanted` is where the person was going."""

    nonce: str
    verifier: str
    wanted: str
    at: float


def start(request: HttpRequest, provider: Provider, *, wanted: str) -> str:
    """Begin a sign-in; returns the address at the provider to send the person to.

    Nothing of it comes from the visitor's address but `wanted`, which the caller has checked. State and
    nonce are 43 characters of 256 random bits.
    """
    endpoint = fetching.addresses(provider)["authorization_endpoint"]
    proof = generate_code_challenge()
    state, nonce = token_urlsafe(32), token_urlsafe(32)
    _remember(request, state, Started(nonce, proof["code_verifier"], wanted, time.time()))
    asked = {
        "client_id": provider.client_id,
        "response_type": "code",
        "redirect_uri": came_to(),
        "scope": " ".join(provider.scopes),
        "state": state,
        "nonce": nonce,
        "code_challenge": proof["code_challenge"].decode(),
        "code_challenge_method": "S256",
    }
    if provider.acr_values:
        asked["acr_values"] = " ".join(provider.acr_values)
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def came_to() -> str:
    """The address to which the provider sends people back. It must know it beforehand, to the letter."""
    return settings.BASE_URL.rstrip("/") + reverse("sso_callback")


def _remember(request: HttpRequest, state: str, started: Started) -> None:
    others = list(_under_way(request).items())[-(MOST - 1) :]
    request.session[STARTED] = {**dict(others), state: asdict(started)}


def recall(request: HttpRequest, state: str) -> Started:
    """Return the sign-in that this browser began with `state`, once.

    Raises SignInFailed for one that it didn't begin, that has ended, or that is too old. The cache keeps
    two requests that come at the same moment from both finding it.
    """
    under_way = _under_way(request)
    found = under_way.pop(state, None)
    request.session[STARTED] = under_way
    mark = f"sso.ended:{sha256(state.encode()).hexdigest()}"
    if found is None or time.time() - found["at"] > LIFE or not cache.add(mark, True, LIFE):
        raise SignInFailed(Kind.LOST, "no sign-in of this browser has this state")
    return Started(**found)


def _under_way(request: HttpRequest) -> dict[str, dict]:
    return dict(request.session.get(STARTED, {}))
