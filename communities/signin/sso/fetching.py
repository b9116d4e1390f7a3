"""What we ask the provider itself: its addresses, its keys, tokens for a code, claims about the person."""

import re
import time
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from django.core.cache import cache
from jwt import PyJWK

from .failures import Kind, SignInFailed
from .provider import Provider

TIMEOUT = (3.05, 6)  # seconds to connect, and to answer
KEEP = 60 * 60  # seconds that addresses and keys are kept
ASK_AGAIN = 60  # seconds between two looks for a key that is not there
ASSERTION_LIFE = 5 * 60  # seconds; what Login.gov advises
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"  # RFC 7523
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def addresses(provider: Provider) -> dict[str, Any]:
    """Return the provider's discovery document. Raises SignInFailed when it can't be had or isn't its own."""
    key = f"sso.addresses:{provider.issuer}"
    found = cache.get(key)
    if found is None:
        found = _get_json(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != provider.issuer:
            raise SignInFailed(Kind.DOWN, "the discovery document names another issuer")
        for name in (*NEEDED, "userinfo_endpoint", "end_session_endpoint"):
            _check_address(provider, found, name)
        cache.set(key, found, KEEP)
    return found


def _check_address(provider: Provider, found: dict[str, Any], name: str) -> None:
    """An address speaks TLS as the issuer does; only on a developer's machine neither does."""
    if name not in found and name not in NEEDED:
        return
    address = found.get(name)
    scheme = urlsplit(provider.issuer).scheme
    if not isinstance(address, str) or urlsplit(address).scheme not in ("https", scheme):
        raise SignInFailed(Kind.DOWN, f"the discovery document has no usable {name}")


def signing_key(provider: Provider, kid: str, algorithm: str) -> Any:
    """Return the provider's public key of this id for this algorithm.

    A key that isn't known yet is looked for once more, because providers change keys; at most once a
    minute. Raises SignInFailed when there is none.
    """
    for again in (False, True):
        if again and not cache.add(f"sso.keys.again:{provider.issuer}", True, ASK_AGAIN):
            break
        for key in _keys(provider, anew=again):
            fits = key.get("kid") == kid and key.get("use", "sig") == "sig"
            if fits and key.get("alg", algorithm) == algorithm:
                return _public_key(key, algorithm)
    raise SignInFailed(Kind.ANSWER, "the id_token is signed by no key of the provider")


def _keys(provider: Provider, *, anew: bool) -> list[dict[str, Any]]:
    name = f"sso.keys:{provider.issuer}"
    found = None if anew else cache.get(name)
    if found is None:
        address = provider.keys_url or addresses(provider)["jwks_uri"]
        keys = _get_json(address).get("keys")
        found = [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []
        cache.set(name, found, KEEP)
    return found


def _public_key(key: dict[str, Any], algorithm: str) -> Any:
    try:
        return PyJWK.from_dict(key, algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, KeyError) as wrong:
        raise SignInFailed(Kind.ANSWER, "the provider's key doesn't fit the algorithm") from wrong


def client_assertion(provider: Provider, audience: str) -> str:
    """Return the proof that it is us who asks: signed with our key, for one request within five minutes."""
    claims = {
        "iss": provider.client_id,
        "sub": provider.client_id,
        "aud": audience,
        "jti": token_urlsafe(32),
        "exp": int(time.time()) + ASSERTION_LIFE,
    }
    return jwt.encode(claims, provider.private_key, algorithm="RS256")


def tokens(provider: Provider, *, code: str, verifier: str, came_to: str) -> dict[str, Any]:
    """Change the code for tokens; `came_to` is the address that the person came back to.

    Raises SignInFailed when the provider refuses: a code works once, and not for long.
    """
    address = addresses(provider)["token_endpoint"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": came_to,
        "client_id": provider.client_id,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": client_assertion(provider, address),
    }
    response = _ask("POST", address, data=form, headers={"Accept": "application/json"})
    answer = _json(response)
    if response.status_code == 200:
        return answer
    error = str(answer.get("error", ""))
    if error == "invalid_grant":
        raise SignInFailed(Kind.LOST, "the provider doesn't accept the code")
    raise SignInFailed(Kind.ANSWER, f"the token endpoint answered {response.status_code} {plain(error)}")


def claims_about(provider: Provider, access_token: str) -> dict[str, Any]:
    """Return what the provider says of the person beside the id_token, if it has a place for it."""
    address = addresses(provider).get("userinfo_endpoint")
    if not address:
        return {}
    response = _ask("GET", address, headers={"Authorization": f"Bearer {access_token}"})
    if response.status_code != 200:
        raise SignInFailed(Kind.ANSWER, f"the userinfo endpoint answered {response.status_code}")
    return _json(response)


def plain(error: str) -> str:
    """Return an error code as it may stand in a log: those of RFC 6749 are words, all else is noise."""
    return error if re.fullmatch(r"[a-z_]{1,40}", error) else "?"


def _get_json(address: str) -> dict[str, Any]:
    response = _ask("GET", address)
    if response.status_code != 200:
        raise SignInFailed(Kind.DOWN, f"{urlsplit(address).path} answered {response.status_code}")
    return _json(response)


def _ask(method: str, address: str, **how) -> requests.Response:
    """Ask without following redirects: a secret goes to the address that we know, or nowhere."""
    try:
        response = requests.request(method, address, timeout=TIMEOUT, allow_redirects=False, **how)
    except requests.RequestException as unreachable:
        why = f"{urlsplit(address).path}: {type(unreachable).__name__}"
        raise SignInFailed(Kind.DOWN, why) from unreachable
    if response.status_code >= 500 or response.status_code == 429:
        raise SignInFailed(Kind.DOWN, f"{urlsplit(address).path} answered {response.status_code}")
    return response


def _json(response: requests.Response) -> dict[str, Any]:
    try:
        found = response.json()
    except ValueError as wrong:
        raise SignInFailed(Kind.ANSWER, "the answer is no JSON") from wrong
    if not isinstance(found, dict):
        raise SignInFailed(Kind.ANSWER, "the answer is no JSON object")
    return found
