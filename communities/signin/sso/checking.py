"""Nothing that the provider answers is believed before it has been looked at here."""

import hmac
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jwt
from allauth.socialaccount.app_settings import UID_MAX_LENGTH

from . import fetching, levels
from .failures import Kind, SignInFailed
from .provider import Provider
from .starting import Started

ALGORITHMS = ("RS256", "ES256")
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
LEEWAY = 60  # seconds that two clocks may differ
OLDEST = 10 * 60  # seconds since the id_token was made: it was made for us just now
MOST_ADDRESSES = 20


@dataclass(frozen=True)
class Identity:
    """Somebody whom the provider has signed in, and what it vouches for."""

    issuer: str
    sub: str
    addresses: tuple[str, ...]  # verified, lower case; the one that they used first
    second_factor: bool


def identity(provider: Provider, answer: dict[str, Any], started: Started, *, code: str) -> Identity:
    """Return who it is, by OpenID Connect Core, 3.1.3.7. Raises SignInFailed when anything is wrong."""
    token, access = answer.get("id_token"), answer.get("access_token")
    if not isinstance(token, str) or not isinstance(access, str):
        raise SignInFailed(Kind.ANSWER, "there is no id_token or no access_token")
    claims = _verified(provider, token)
    _check_belongs(provider, claims, started, {"at_hash": access, "c_hash": code})
    about = fetching.claims_about(provider, access)
    if about and about.get("sub") != claims["sub"]:
        raise SignInFailed(Kind.ANSWER, "userinfo is about somebody else")
    said = {**about, **claims}
    answered = [value for name in ("acr", "ial", "aal") if isinstance(value := said.get(name), str)]
    _check_levels(provider, answered)
    return Identity(
        issuer=provider.issuer,
        sub=claims["sub"],
        addresses=_addresses(said),
        second_factor=levels.has_second_factor(answered),
    )


def _verified(provider: Provider, token: str) -> dict[str, Any]:
    """The claims of an id_token whose signature, issuer, audience and times are right."""
    try:
        header = jwt.get_unverified_header(token)
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS or not isinstance(kid, str):
            raise SignInFailed(Kind.ANSWER, "the id_token has another algorithm, or names no key")
        return jwt.decode(
            token,
            fetching.signing_key(provider, kid, algorithm),
            algorithms=[algorithm],
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except jwt.PyJWTError as wrong:
        raise SignInFailed(Kind.ANSWER, f"the id_token is wrong: {type(wrong).__name__}") from wrong


def _check_belongs(
    provider: Provider, claims: dict[str, Any], started: Started, hashed: dict[str, str]
) -> None:
    """That the token is for us alone, for this very sign-in, and goes with what came along."""
    ours = (provider.client_id, [provider.client_id])
    if claims["aud"] not in ours or claims.get("azp", provider.client_id) != provider.client_id:
        raise SignInFailed(Kind.ANSWER, "the id_token is for others too")
    if not hmac.compare_digest(str(claims["nonce"]).encode(), started.nonce.encode()):
        raise SignInFailed(Kind.ANSWER, "the id_token has another nonce")
    if time.time() - claims["iat"] > OLDEST + LEEWAY:
        raise SignInFailed(Kind.ANSWER, "the id_token is old")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= UID_MAX_LENGTH:
        raise SignInFailed(Kind.ANSWER, "the id_token names nobody")
    for name, value in hashed.items():
        if name in claims and claims[name] != _half_hash(value):
            raise SignInFailed(Kind.ANSWER, f"the id_token has another {name}")


def _half_hash(value: str) -> str:
    """The left half of the SHA-256 of a value: both our algorithms end in 256."""
    return urlsafe_b64encode(sha256(value.encode()).digest()[:16]).rstrip(b"=").decode()


def _check_levels(provider: Provider, answered: list[str]) -> None:
    lacking = [asked for asked in provider.acr_values if not levels.reaches(asked, answered)]
    if lacking:
        raise SignInFailed(Kind.WEAK, f"the answer doesn't reach {' '.join(lacking)}")


def _addresses(said: dict[str, Any]) -> tuple[str, ...]:
    """The addresses that the provider has verified: `email`, and with it `all_emails` of Login.gov."""
    if said.get("email_verified") is not True:
        raise SignInFailed(Kind.UNVERIFIED, "email_verified is not true")
    others = said.get("all_emails")
    given = [said.get("email"), *(others if isinstance(others, list) else [])]
    plain = [address.strip().rstrip(".").lower() for address in given if isinstance(address, str)]
    found = tuple(dict.fromkeys(address for address in plain if address))[:MOST_ADDRESSES]
    if not found:
        raise SignInFailed(Kind.UNVERIFIED, "there is no address")
    return found
