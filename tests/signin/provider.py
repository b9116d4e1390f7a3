"""A real OpenID provider (npm `oidc-provider`) with the rules of Login.gov, and a person who uses it."""

import json
import subprocess
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from communities.members.models import User
from scripts.assets import node

SITE = "http://testserver"
PROGRAM = Path(__file__).with_name("provider.mjs")
CLIENT_ID = "urn:gov:gsa:openidconnect.profiles:sp:sso:example:commonplace"
AUTH_ONLY = "urn:acr.login.gov:auth-only"
AAL1 = "urn:gov:gsa:ac:classes:sp:PasswordProtectedTransport:duo"
AAL2 = "http://idmanagement.gov/ns/assurance/aal/2"
DANA = {
    "sub": "6f2b7a52-dana",
    "email": "dana@epa.gov",
    "email_verified": True,
    "all_emails": ["dana@epa.gov"],
    "acr": AUTH_ONLY,
    "ial": AUTH_ONLY,
    "aal": AAL2,
}


class Provider:
    """The program, started for the site at `base`. Use it in a `with`; it ends with the block, or with us."""

    def __init__(self, base: str):
        self.base = base
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def __enter__(self) -> "Provider":
        client = {
            "client_id": CLIENT_ID,
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "RS256",
            "jwks": {"keys": [{**RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True), "use": "sig"}]},
            "redirect_uris": [f"{self.base}/accounts/sso/callback/"],
            "post_logout_redirect_uris": [f"{self.base}/accounts/sso/signed-out/"],
            "grant_types": ["authorization_code"],
            "response_types": ["code"],
        }
        command = [node(), str(PROGRAM), json.dumps(client)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the provider did not start: is npm's oidc-provider installed (make build)?"
        self.issuer = json.loads(line)["issuer"]
        return self

    def __exit__(self, *_error) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()  # it ends when nobody speaks to it any more
        self.process.wait(10)
        self.process.stdout.close()

    @property
    def settings(self) -> dict:
        """What the site is told of it."""
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return {
            "SSO_NAME": "Login.gov",
            "SSO_ISSUER": self.issuer,
            "SSO_CLIENT_ID": CLIENT_ID,
            "SSO_PRIVATE_KEY": pem,
            "SSO_ACR_VALUES": [AUTH_ONLY, AAL2],
            "SSO_SCOPES": ["openid", "email", "all_emails"],
            "SSO_KEYS_URL": "",
            "SSO_ONLY": False,
            "BASE_URL": self.base,
        }

    def tell(self, **told) -> None:
        """Say who there is (`people`), and how the answers shall be wrong (`mangle`); see provider.mjs."""
        requests.post(f"{self.issuer}/control", json=told, timeout=10).raise_for_status()

    def knows(self, *people: dict) -> None:
        self.tell(people=[{**DANA, **person} for person in people])

    def seen(self) -> dict:
        """What it was asked."""
        return requests.get(f"{self.issuer}/control", timeout=10).json()


class _Form(HTMLParser):
    """The first form of a page: where it leads, and what is filled in."""

    def __init__(self, html: str):
        super().__init__()
        self.action, self.fields = "", {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form" and not self.action:
            self.action = given["action"]
        if tag == "input" and given.get("name"):
            self.fields[given["name"]] = given.get("value") or ""


@dataclass
class Walker:
    """Somebody with one browser: Django's test client for the site, `requests` for the provider."""

    site: Client
    base: str
    web: requests.Session = field(default_factory=requests.Session)

    def start(self, wanted: str = "", query: str = "") -> str:
        """Press the button; returns the address at the provider to which it leads."""
        response = self.site.post(f"/accounts/sso/{query}", {"next": wanted} if wanted else {})
        assert response.status_code == 302, response.content.decode()
        return response["Location"]

    def at_provider(self, address: str, **form) -> str:
        """Fill in the provider's form, unless it knows us still; returns the address that leads back here."""
        page = self._until_here(address)
        if isinstance(page, str):
            return page
        found = _Form(page.text)
        filled = {**found.fields, **form}
        back = self._until_here(urljoin(page.url, found.action), method="POST", data=filled)
        assert isinstance(back, str), back.text
        return back

    def _until_here(self, address: str, method: str = "GET", **how):
        """Follow redirects to the first page of the provider, or to the address of ours that they lead to."""
        while True:
            response = self.web.request(method, address, allow_redirects=False, timeout=10, **how)
            if not response.is_redirect:
                return response
            address, method, how = urljoin(address, response.headers["Location"]), "GET", {}
            if address.startswith(self.base):
                return address.removeprefix(self.base)

    def sign_in(self, email: str = "dana@epa.gov", wanted: str = ""):
        """The whole way; returns the site's answer to the person who comes back."""
        return self.site.get(self.at_provider(self.start(wanted), email=email))


def signed_in(walker: Walker) -> User | None:
    """Whose account is open in this browser."""
    key = walker.site.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def said(response) -> str:
    """The text of a page as one line."""
    return " ".join(response.content.decode().split())


def refused(walker: Walker, response, status: int, words: str) -> None:
    """The page says it, offers a way on, and nobody is signed in."""
    assert response.status_code == status
    assert words in said(response)
    assert "Try again" in said(response) or "Go to the home page" in said(response)
    assert signed_in(walker) is None
