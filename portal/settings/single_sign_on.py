"""What single sign-on needs of the environment, and what is wrong with what is there."""

from pathlib import Path
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from . import environment

NEEDED = ("SSO_NAME", "SSO_ISSUER", "SSO_CLIENT_ID", "SSO_PRIVATE_KEY")
SMALLEST_KEY = 2048  # bits, as NIST SP 800-131A has it
LONGEST_ISSUER = 200  # what the table of bindings holds


def private_key() -> str:
    """Return our key as PEM: SSO_PRIVATE_KEY is it, or the path of its file. Empty when there is none."""
    given = environment.SSO_PRIVATE_KEY.strip()
    if given.startswith("-----BEGIN"):
        return given.replace("\\n", "\n")
    try:
        return Path(given).read_text(encoding="ascii") if given else ""
    except (OSError, ValueError):
        return ""


def origins() -> list[str]:
    """Return where our sign-in and sign-out forms may lead to: the provider, when all is set."""
    if environment.missing(*NEEDED):
        return []
    address = urlsplit(environment.SSO_ISSUER)
    return [f"{address.scheme}://{address.netloc}"]


def problems() -> list[str]:
    """Return what keeps single sign-on from working, as sentences; nothing when it is not wanted at all."""
    missing = environment.missing(*NEEDED)
    is_wanted = environment.SSO_ONLY or environment.SSO_ACR_VALUES or environment.SSO_KEYS_URL
    if len(missing) == len(NEEDED) and not is_wanted:
        return []
    if missing:
        return [f"Single sign-on is half set up. Set these too: {', '.join(missing)}."]
    return [*_wrong_addresses(), *_wrong_key(), *_wrong_scopes()]


def _wrong_addresses() -> list[str]:
    found = []
    for name, address in (("SSO_ISSUER", environment.SSO_ISSUER), ("SSO_KEYS_URL", environment.SSO_KEYS_URL)):
        if address and (urlsplit(address).scheme != "https" or not urlsplit(address).netloc):
            found.append(f"{name} needs to be an address with https://.")
    if len(environment.SSO_ISSUER) > LONGEST_ISSUER:
        found.append(f"SSO_ISSUER has more than {LONGEST_ISSUER} characters.")
    return found


def _wrong_key() -> list[str]:
    try:
        key = load_pem_private_key(private_key().encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if isinstance(key, RSAPrivateKey) and key.key_size >= SMALLEST_KEY:
        return []
    return [f"SSO_PRIVATE_KEY needs to be an RSA key of at least {SMALLEST_KEY} bits as PEM, or its file."]


def _wrong_scopes() -> list[str]:
    needed = {"openid", "email"} - set(environment.SSO_SCOPES.split())
    return [f"SSO_SCOPES lacks {', '.join(sorted(needed))}."] if needed else []
