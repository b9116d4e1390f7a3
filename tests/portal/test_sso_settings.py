"""A live site starts with single sign-on that is set up whole, or with none."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.portal.test_settings import REQUIRED, start

SHOW = "import json; from django.conf import settings as s; "
SHOW += "forms = s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']; "
SHOW += "print(json.dumps([s.SSO_PRIVATE_KEY, s.SSO_ACR_VALUES, forms]))"


def pem(key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture(scope="module")
def key() -> str:
    return pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))


@pytest.fixture
def whole(key) -> dict[str, str]:
    return {
        "SSO_NAME": "Login.gov",
        "SSO_ISSUER": "https://secure.login.gov/",
        "SSO_CLIENT_ID": "urn:gov:gsa:commonplace",
        "SSO_PRIVATE_KEY": key,
        "SSO_ACR_VALUES": "urn:acr.login.gov:auth-only http://idmanagement.gov/ns/assurance/aal/2",
    }


def test_a_site_that_is_set_up_whole_starts_and_its_forms_may_lead_to_the_provider(whole, key):
    result = start(SHOW, REQUIRED | whole)
    assert result.returncode == 0, result.stderr
    given, levels, forms = json.loads(result.stdout)
    assert given.strip() == key.strip() and len(levels) == 2
    assert forms == ["'self'", "https://secure.login.gov"]


def test_without_single_sign_on_forms_lead_nowhere_else():
    result = start(SHOW, REQUIRED)
    assert json.loads(result.stdout) == ["", [], ["'self'"]]


def test_the_key_may_be_in_a_file_or_on_one_line(whole, key, tmp_path):
    (tmp_path / "key.pem").write_text(key)
    for value in (str(tmp_path / "key.pem"), key.strip().replace("\n", "\\n")):
        result = start(SHOW, REQUIRED | whole | {"SSO_PRIVATE_KEY": value})
        assert json.loads(result.stdout)[0].strip() == key.strip(), result.stderr


@pytest.mark.parametrize("missing", ["SSO_NAME", "SSO_ISSUER", "SSO_CLIENT_ID", "SSO_PRIVATE_KEY"])
def test_half_of_it_is_refused_and_what_is_missing_is_named(whole, missing):
    given = {name: value for name, value in whole.items() if name != missing}
    result = start("import portal.settings.production", REQUIRED | given)
    assert result.returncode != 0
    assert f"Set these too: {missing}. See docs/single-sign-on.md." in result.stderr


def test_the_only_way_in_cannot_be_one_that_is_not_there():
    result = start("import portal.settings.production", REQUIRED | {"SSO_ONLY": "true"})
    assert result.returncode != 0 and "half set up" in result.stderr


WRONG = {
    "an address without TLS": (
        {"SSO_ISSUER": "http://secure.login.gov/"},
        "SSO_ISSUER needs to be",
    ),
    "keys without TLS": ({"SSO_KEYS_URL": "http://keys.example"}, "SSO_KEYS_URL needs to be an address"),
    "no key at all": ({"SSO_PRIVATE_KEY": "-----BEGIN nothing"}, "SSO_PRIVATE_KEY needs to be an RSA key"),
    "a file that is not there": (
        {"SSO_PRIVATE_KEY": "/nowhere.pem"},
        "SSO_PRIVATE_KEY needs to be an RSA key",
    ),
    "a short key": (
        {"SSO_PRIVATE_KEY": pem(rsa.generate_private_key(public_exponent=65537, key_size=1024))},
        "at least 2048 bits",
    ),
    "a key of another kind": (
        {"SSO_PRIVATE_KEY": pem(ec.generate_private_key(ec.SECP256R1()))},
        "SSO_PRIVATE_KEY needs to be an RSA key",
    ),
    "no address asked for": ({"SSO_SCOPES": "openid"}, "SSO_SCOPES lacks email"),
}


@pytest.mark.parametrize(("wrong", "words"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_and_the_key_is_not_shown(whole, wrong, words):
    result = start("import portal.settings.production", REQUIRED | whole | wrong)
    assert result.returncode != 0 and words in result.stderr
    assert "PRIVATE KEY-----" not in result.stderr.splitlines()[-1]
