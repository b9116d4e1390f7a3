"""Which provider the settings name."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404


@dataclass(frozen=True)
class Provider:
    """Who signs people in for us, what it knows us by, and what we ask of it."""

    name: str
    issuer: str
    client_id: str
    private_key: str  # PEM
    acr_values: tuple[str, ...]
    scopes: tuple[str, ...]
    keys_url: str


def configured() -> Provider | None:
    """Return the provider, or None when the settings name none, or not all that it needs."""
    if not all((settings.SSO_NAME, settings.SSO_ISSUER, settings.SSO_CLIENT_ID, settings.SSO_PRIVATE_KEY)):
        return None
    return Provider(
        name=settings.SSO_NAME,
        issuer=settings.SSO_ISSUER,
        client_id=settings.SSO_CLIENT_ID,
        private_key=settings.SSO_PRIVATE_KEY,
        acr_values=tuple(settings.SSO_ACR_VALUES),
        scopes=tuple(settings.SSO_SCOPES),
        keys_url=settings.SSO_KEYS_URL,
    )


def is_only_way() -> bool:
    """Whether people sign in and join through the provider, and in no other way."""
    return settings.SSO_ONLY and configured() is not None


def provider_or_404() -> Provider:
    provider = configured()
    if provider is None:
        raise Http404
    return provider
