"""Levels of assurance, as providers write them in `acr_values` and answer in `acr`, `ial` and `aal`.

Login.gov takes several values at once, one for each scale, and answers in a claim for each; other providers
answer with one. So each value that we asked for is demanded, and a higher one of the same scale will do.
"""

from collections.abc import Collection

_NS = "http://idmanagement.gov/ns/assurance"

# How the person signed in: NIST SP 800-63B, as developers.login.gov and others name it.
AUTHENTICATION = {
    f"{_NS}/aal/1": 1,
    "urn:gov:gsa:ac:classes:sp:PasswordProtectedTransport:duo": 1,  # a second factor, perhaps days ago
    f"{_NS}/aal/2": 2,
    "http://schemas.openid.net/pape/policies/2007/06/multi-factor": 2,
    "https://refeds.org/profile/mfa": 2,
    f"{_NS}/aal/2?phishing_resistant=true": 3,
    f"{_NS}/aal/3": 3,
    "phr": 3,  # OpenID Connect Extended Authentication Profile
    "phrh": 3,
    f"{_NS}/aal/2?hspd12=true": 4,  # a PIV card
    f"{_NS}/aal/3?hspd12=true": 4,
}
# How well the provider knows who it is.
IDENTITY = {
    f"{_NS}/loa/1": 1,
    f"{_NS}/ial/1": 1,
    "urn:acr.login.gov:auth-only": 1,
    f"{_NS}/loa/3": 2,
    f"{_NS}/ial/2": 2,
    "urn:acr.login.gov:verified": 2,
    "urn:acr.login.gov:verified-facial-match-preferred": 2,
    "urn:acr.login.gov:verified-facial-match-required": 3,
}
SECOND_FACTOR = 2


def reaches(asked: str, answered: Collection[str]) -> bool:
    """Whether one of the values of the answer is what was asked for, or more."""
    for scale in (AUTHENTICATION, IDENTITY):
        if asked in scale:
            return any(scale.get(value, 0) >= scale[asked] for value in answered)
    return asked in answered


def has_second_factor(answered: Collection[str]) -> bool:
    """Whether the person has just signed in there with two factors."""
    return any(AUTHENTICATION.get(value, 0) >= SECOND_FACTOR for value in answered)
