"""Who signed in at the provider signs out there too: otherwise the next person at this computer walks in."""

import hmac
import time
from secrets import token_urlsafe

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from . import fetching
from .entering import came_from
from .provider import Provider, configured

LEAVING = "sso.leaving"
LIFE = 60 * 60  # seconds


def provider_to_leave(request: HttpRequest) -> Provider | None:
    """The provider at which this session began; None when it began in another way."""
    provider = configured()
    if provider is None or not request.user.is_authenticated:
        return None
    return provider if came_from(request.session, request.user) == provider.issuer else None


def leave(request: HttpRequest, provider: Provider, *, wanted: str) -> str:
    """Return the address at the provider that ends its session too; empty when it has none.

    Call it after signing out here. We name ourselves and nobody else: an id_token in an address would carry
    the person's own into logs, and Login.gov takes none. Raises SignInFailed when the provider is down.
    """
    endpoint = fetching.addresses(provider).get("end_session_endpoint")
    if not endpoint:
        return ""
    state = token_urlsafe(32)
    request.session[LEAVING] = {"state": state, "wanted": wanted, "at": time.time()}
    asked = {
        "client_id": provider.client_id,
        "post_logout_redirect_uri": settings.BASE_URL.rstrip("/") + reverse("sso_ended"),
        "state": state,
    }
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def arrive(request: HttpRequest, state: str) -> str:
    """Return where somebody wanted to go who comes back from signing out; empty for who doesn't."""
    left = request.session.pop(LEAVING, None)
    if not left or time.time() - left["at"] > LIFE:
        return ""
    return left["wanted"] if hmac.compare_digest(state.encode(), left["state"].encode()) else ""
