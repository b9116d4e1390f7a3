"""The way in through a real provider with the rules of Login.gov, and out again."""

import base64
import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache

from communities.ledger.models import Entry
from communities.members.models import User
from communities.members.welcoming import join
from tests import make
from tests.signin.provider import AAL2, AUTH_ONLY, CLIENT_ID, DANA, SITE, said, signed_in

pytestmark = pytest.mark.django_db

# --- the way in --------------------------------------------------------------------------------------


def test_somebody_new_comes_through_the_provider_to_the_welcome_step_and_joins(dana):
    response = dana.sign_in()
    assert (response.status_code, response["Location"]) == (302, "/")
    person = signed_in(dana)
    assert (person.email, person.standing, person.has_usable_password()) == (
        "dana@epa.gov",
        "arriving",
        False,
    )
    assert EmailAddress.objects.get(user=person).verified
    assert dana.site.get("/")["Location"].startswith("/welcome/")
    assert "Environmental Protection Agency" in said(dana.site.get("/welcome/"))
    join(person, name="Dana Whitfield", title="Lead")
    assert dana.site.get("/people/").status_code == 200


def test_who_has_come_before_comes_to_the_same_account_whatever_the_address_is_now(dana, provider, another):
    dana.sign_in()
    first = signed_in(dana)
    provider.knows({"email": "dana.married@epa.gov", "all_emails": ["dana.married@epa.gov"]})
    later = another()
    later.sign_in("dana.married@epa.gov")
    assert signed_in(later) == first
    assert SocialAccount.objects.get().uid == DANA["sub"] and User.objects.count() == 1


def test_where_somebody_was_going_survives_the_way_through_the_provider(dana):
    response = dana.sign_in(wanted="/communities/public/?page=2")
    assert response["Location"] == "/communities/public/?page=2"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_away_from_the_site(dana, elsewhere):
    assert dana.sign_in(wanted=elsewhere)["Location"] == "/"


def test_a_member_who_signed_in_by_code_before_keeps_the_account_and_is_told(dana):
    member = make.member("Dana Whitfield", email="dana@epa.gov")
    dana.sign_in()
    assert signed_in(dana) == member
    entry = Entry.objects.get(verb="member.sso_bound")
    assert (entry.actor, entry.on) == (member, member) and entry.facts["is_new"] is False
    assert "dana@epa.gov" not in json.dumps(entry.facts)
    [letter] = mail.outbox
    assert letter.to == ["dana@epa.gov"] and "Login.gov" in letter.subject
    dana.sign_in()
    assert len(mail.outbox) == 1, "told once"


def test_an_address_that_nobody_had_verified_is_taken_over_clean(dana):
    squatter = User.objects.create_user("dana@epa.gov", "a password of somebody else")
    EmailAddress.objects.create(user=squatter, email="dana@epa.gov", verified=False, primary=True)
    dana.sign_in()
    person = signed_in(dana)
    assert person == squatter and not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified


def test_whoever_was_signed_in_at_this_computer_is_signed_out_first(dana):
    other = make.member()
    make.sign_in(dana.site, other)
    dana.sign_in()
    assert signed_in(dana).email == "dana@epa.gov"


def test_nothing_that_the_provider_says_of_somebody_is_kept_but_who_they_are(dana):
    dana.sign_in()
    tie = SocialAccount.objects.get()
    assert tie.extra_data == {} and tie.socialtoken_set.count() == 0


# --- what the provider is asked ----------------------------------------------------------------------


def test_the_provider_is_asked_as_login_gov_wants_it(dana, provider):
    dana.sign_in()
    [asked] = provider.seen()["authorize"]
    assert asked["scope"] == "openid email all_emails" and asked["acr_values"] == f"{AUTH_ONLY} {AAL2}"
    assert asked["client_id"] == CLIENT_ID and asked["response_type"] == "code"
    assert asked["redirect_uri"] == f"{SITE}/accounts/sso/callback/"
    assert asked["code_challenge_method"] == "S256" and len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 22 and len(asked["nonce"]) >= 22 and asked["state"] != asked["nonce"]


def test_we_prove_who_we_are_by_a_signature_that_is_good_for_one_request(dana, provider, another):
    dana.sign_in()
    another().sign_in()
    seen = provider.seen()["token"]
    assert [request["status"] for request in seen] == [200, 200]
    proofs = [_claims(request["client_assertion"]) for request in seen]
    for request, proof in zip(seen, proofs, strict=True):
        assert request["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        assert "client_secret" not in request and len(request["code_verifier"]) >= 43
        assert proof["aud"] == f"{provider.issuer}/token"
        assert proof["iss"] == proof["sub"] == CLIENT_ID
    assert proofs[0]["jti"] != proofs[1]["jti"] and len(proofs[0]["jti"]) >= 22


def _claims(token: str) -> dict:
    middle = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))


def test_a_proof_of_ours_is_good_for_five_minutes_at_most(dana, provider):
    dana.sign_in()
    proof = _claims(provider.seen()["token"][0]["client_assertion"])
    assert 200 < proof["exp"] - time.time() <= 300


@pytest.mark.parametrize(
    "query",
    [
        "?scope=openid,phone,social_security_number",
        "?auth_params=acr_values%3Durn%3Alow%26prompt%3Dnone",
        "?process=connect",
        "?process=redirect&next=https://evil.example",
        "?action=rerequest&acr_values=urn:low&redirect_uri=https://evil.example&nonce=short&state=short",
    ],
)
def test_nothing_in_the_visitors_address_changes_what_is_asked(dana, query):
    asked = parse_qs(urlsplit(dana.start(query=query)).query)
    assert asked["scope"] == ["openid email all_emails"] and asked["acr_values"] == [f"{AUTH_ONLY} {AAL2}"]
    assert asked["redirect_uri"] == [f"{SITE}/accounts/sso/callback/"] and "prompt" not in asked
    assert len(asked["state"][0]) >= 22 and len(asked["nonce"][0]) >= 22
    assert len(asked) == 9


def test_a_tampered_start_signs_in_as_ever_and_ties_nobody_else(dana):
    other = make.member()
    make.sign_in(dana.site, other)
    dana.site.get(dana.at_provider(dana.start(query="?process=connect"), email="dana@epa.gov"))
    assert signed_in(dana).email == "dana@epa.gov"
    assert not SocialAccount.objects.filter(user=other).exists()


# --- out again ---------------------------------------------------------------------------------------


def test_who_signs_out_here_signs_out_at_the_provider_and_comes_back(dana, provider):
    dana.sign_in()
    response = dana.site.post("/accounts/logout/")
    assert signed_in(dana) is None
    asked = parse_qs(urlsplit(response["Location"]).query)
    assert set(asked) == {"client_id", "post_logout_redirect_uri", "state"}, "no word about the person"
    assert len(asked["state"][0]) >= 22 and asked["client_id"] == [CLIENT_ID]
    back = dana.at_provider(response["Location"], logout="yes")
    assert back.startswith("/accounts/sso/signed-out/?state=")
    home = dana.site.get(back)
    assert home["Location"] == "/"
    page = dana.web.get(dana.start(), timeout=10)
    assert "Sign in at the provider" in page.text, "the provider asks anew"


def test_coming_back_from_signing_out_leads_nowhere_else(dana, another):
    dana.sign_in()
    dana.site.post("/accounts/logout/", {"next": "/communities/"})
    assert dana.site.get("/accounts/sso/signed-out/?state=wrong&next=https://evil.example")["Location"] == "/"
    assert another().site.get("/accounts/sso/signed-out/")["Location"] == "/"


def test_who_signed_in_another_way_signs_out_here_only(dana, provider):
    make.sign_in(dana.site, make.member())
    assert dana.site.post("/accounts/logout/")["Location"] == "/"


def test_signing_out_works_while_the_provider_is_down(dana, provider):
    dana.sign_in()
    cache.clear()
    provider.tell(mangle={"status": {"/.well-known/openid-configuration": 503}})
    assert dana.site.post("/accounts/logout/")["Location"] == "/"
    assert signed_in(dana) is None
