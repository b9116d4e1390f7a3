"""What the provider answers is believed only when all of it is as it must be."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache

from communities.members.models import User
from tests.signin.provider import CLIENT_ID, refused, said, signed_in

pytestmark = pytest.mark.django_db

# --- answers that are wrong --------------------------------------------------------------------------

WRONG = {
    "another nonce": {"claims": {"nonce": "somebody-elses-nonce-of-long-ago"}},
    "no nonce": {"drop": ["nonce"]},
    "signed by a stranger": {"key": "stranger"},
    "a key that the provider hasn't": {"header": {"kid": "provider-2"}},
    "not signed at all": {"header": {"alg": "none"}},
    "signed with the public key as a secret": {"header": {"alg": "HS256"}},
    "for another site": {"claims": {"aud": "urn:another:site"}},
    "for us and another site": {"claims": {"aud": [CLIENT_ID, "urn:another:site"]}},
    "given to another site": {"claims": {"azp": "urn:another:site"}},
    "by another issuer": {"claims": {"iss": "https://evil.example"}},
    "expired": {"claims": {"exp": 1_000_000_000}},
    "without an end": {"drop": ["exp"]},
    "from tomorrow": {"claims": {"iat": 4_000_000_000}},
    "from long ago": {"claims": {"iat": 1_000_000_000}},
    "another access token": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "another code": {"claims": {"c_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "about nobody": {"claims": {"sub": ""}},
    "userinfo about somebody else": {"userinfo": {"sub": "somebody-else"}},
}


@pytest.mark.parametrize("mangle", WRONG.values(), ids=WRONG)
def test_an_answer_that_is_not_as_it_must_be_opens_nothing(dana, provider, mangle):
    provider.tell(mangle=mangle)
    refused(dana, dana.sign_in(), 502, "gave an answer that we can’t accept")
    assert not User.objects.exists() and not SocialAccount.objects.exists()


def test_the_same_way_opens_when_the_answer_is_only_signed_anew(dana, provider):
    """So that the tests above fail for the reason that they name."""
    provider.tell(mangle={"claims": {"harmless": True}})
    dana.sign_in()
    assert signed_in(dana) is not None


def test_a_second_return_with_the_same_code_opens_nothing(dana):
    back = dana.at_provider(dana.start(), email="dana@epa.gov")
    dana.site.get(back)
    dana.site.post("/accounts/logout/")
    refused(dana, dana.site.get(back), 400, "We lost track of this sign-in")


def test_a_second_return_at_the_same_moment_opens_nothing(dana):
    """Two requests read the session before either has written it."""
    back = dana.at_provider(dana.start(), email="dana@epa.gov")
    as_it_was = dict(dana.site.session["sso.started"])
    dana.site.get(back)
    dana.site.post("/accounts/logout/")
    session = dana.site.session
    session["sso.started"] = as_it_was
    session.save()
    refused(dana, dana.site.get(back), 400, "We lost track of this sign-in")


def test_a_second_return_opens_nothing_when_the_cache_has_been_emptied(dana):
    back = dana.at_provider(dana.start(), email="dana@epa.gov")
    dana.site.get(f"{back.partition('?')[0]}?error=access_denied&state={_state(back)}")
    cache.clear()
    refused(dana, dana.site.get(back), 400, "We lost track of this sign-in")


def _state(back: str) -> str:
    return parse_qs(urlsplit(back).query)["state"][0]


def test_a_code_that_the_provider_has_seen_before_opens_nothing(dana, provider, another):
    used = parse_qs(urlsplit(dana.at_provider(dana.start(), email="dana@epa.gov")).query)
    later = another()
    fresh = parse_qs(urlsplit(later.start()).query)
    response = later.site.get(
        "/accounts/sso/callback/", {"code": used["code"][0], "state": fresh["state"][0]}
    )
    refused(later, response, 400, "We lost track of this sign-in")


def test_a_fresh_code_of_somebody_elses_sign_in_opens_nothing(dana, another):
    """PKCE: a code that was stolen on its way works only with the verifier that its own browser keeps."""
    stolen = parse_qs(urlsplit(dana.at_provider(dana.start(), email="dana@epa.gov")).query)
    thief = another()
    fresh = parse_qs(urlsplit(thief.start()).query)
    response = thief.site.get(
        "/accounts/sso/callback/", {"code": stolen["code"][0], "state": fresh["state"][0]}
    )
    refused(thief, response, 400, "We lost track of this sign-in")


def test_nobody_is_signed_in_by_a_return_that_somebody_else_began(dana, another):
    """An attacker sends a victim the end of their own sign-in."""
    back = dana.at_provider(dana.start(), email="dana@epa.gov")
    victim = another()
    victim.start()
    refused(victim, victim.site.get(back), 400, "We lost track of this sign-in")


@pytest.mark.parametrize("query", ["", "?code=1", "?state=", "?code=1&state=made-up-by-an-attacker-of-ours"])
def test_a_return_from_nowhere_opens_nothing(dana, query):
    refused(dana, dana.site.get(f"/accounts/sso/callback/{query}"), 400, "We lost track of this sign-in")


def test_a_sign_in_that_took_more_than_an_hour_begins_anew(dana):
    back = dana.at_provider(dana.start(), email="dana@epa.gov")
    session = dana.site.session
    [state] = session["sso.started"]
    session["sso.started"][state]["at"] -= 3601
    session.save()
    refused(dana, dana.site.get(back), 400, "We lost track of this sign-in")


def test_another_issuer_in_the_return_opens_nothing(dana):
    back = dana.at_provider(dana.start(), email="dana@epa.gov")
    assert "iss=" in back
    tampered = back.partition("&iss=")[0] + "&iss=https%3A%2F%2Fevil.example"
    refused(dana, dana.site.get(tampered), 502, "gave an answer that we can’t accept")


def test_who_says_no_at_the_provider_reads_that_nothing_happened(dana):
    back = dana.at_provider(dana.start("/communities/"), cancel="yes")
    response = dana.site.get(back)
    refused(dana, response, 403, "You stopped at Login.gov")
    assert "<b>no</b>" not in said(response), "what the provider writes is not repeated"
    assert 'name="next" value="/communities/"' in said(response), "trying again leads where they were going"


def test_an_error_of_the_provider_leads_to_a_page_with_a_way_on(dana):
    refused(dana, dana.site.get(dana.at_provider(dana.start(), fail="invalid_request")), 502, "can’t accept")
    response = dana.site.get(dana.at_provider(dana.start(), fail="temporarily_unavailable"))
    refused(dana, response, 503, "Login.gov can’t be reached")


# --- when the provider is down -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/token", "/jwks", "/me"])
def test_a_provider_that_fails_on_the_way_is_a_clear_page_that_offers_another_try(dana, provider, path):
    provider.tell(mangle={"status": {path: 503}})
    response = dana.sign_in("dana@epa.gov", "/communities/")
    refused(dana, response, 503, "Login.gov can’t be reached")
    assert response["Retry-After"] == "60"
    assert 'name="next" value="/communities/"' in said(response)


def test_a_provider_that_is_down_from_the_start_is_the_same_page(dana, settings):
    settings.SSO_ISSUER = "http://127.0.0.1:9"
    response = dana.site.post("/accounts/sso/")
    refused(dana, response, 503, "Login.gov can’t be reached")


def test_a_discovery_document_of_somebody_else_is_not_believed(dana, provider, settings):
    settings.SSO_ISSUER = provider.issuer + "/"
    assert dana.site.post("/accounts/sso/").status_code == 503


def test_a_new_key_of_the_provider_is_found_and_a_made_up_one_costs_one_look(dana, provider):
    cache.set(f"sso.keys:{provider.issuer}", [{"kid": "provider-0", "kty": "RSA"}], 60)
    dana.sign_in()
    assert signed_in(dana) is not None


def test_the_keys_may_be_elsewhere(dana, provider, settings):
    settings.SSO_KEYS_URL = f"{provider.issuer}/nothing-here"
    refused(dana, dana.sign_in(), 503, "Login.gov can’t be reached")
