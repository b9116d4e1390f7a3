"""Who it is, how surely, and which of their addresses counts."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount

from communities.ledger.models import Entry
from communities.members.models import Standing, User
from communities.signin.sso import binding, entering
from tests import make
from tests.signin.provider import AAL1, AAL2, AUTH_ONLY, DANA, refused, said, signed_in

pytestmark = pytest.mark.django_db

# --- levels ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "weak",
    [{"aal": AAL1}, {"aal": None}, {"acr": None, "ial": None}, {"acr": "urn:made:up", "ial": "urn:made:up"}],
)
def test_less_than_was_asked_for_opens_nothing(dana, provider, weak):
    provider.knows(weak)
    refused(dana, dana.sign_in(), 403, "needs a stronger sign-in")


def test_more_than_was_asked_for_opens(dana, provider):
    provider.knows({"acr": "urn:acr.login.gov:verified", "aal": f"{AAL2}?phishing_resistant=true"})
    dana.sign_in()
    assert signed_in(dana) is not None


def test_two_factors_at_the_provider_are_the_second_factor_that_staff_need(dana, provider, settings, another):
    settings.SECOND_FACTOR_GRACE_DAYS = -1
    settings.SECOND_FACTOR_ENFORCED = True
    make.community()
    lead = make.member("Dana Whitfield", email="dana@epa.gov")
    make.give_role(make.community(), lead, make.Role.LEAD, by=None)
    dana.sign_in()
    assert entering.gave_second_factor(dana.site.session, lead)
    assert dana.site.get("/people/").status_code == 200
    settings.SSO_ACR_VALUES = [AUTH_ONLY]
    provider.knows({"aal": AAL1})
    weaker = another()
    weaker.sign_in()
    assert not entering.gave_second_factor(weaker.site.session, lead)
    assert weaker.site.get("/people/")["Location"].startswith("/account/signing-in/second-factor/")


def test_the_second_factor_of_one_person_is_not_that_of_the_next(dana):
    dana.sign_in()
    assert not entering.gave_second_factor(dana.site.session, make.member())


def test_who_has_a_second_factor_here_gives_it_unless_they_gave_two_there(dana, provider, settings, another):
    member = make.member("Dana Whitfield", email="dana@epa.gov")
    TOTP.activate(member, generate_totp_secret())
    dana.sign_in()
    assert signed_in(dana) == member
    settings.SSO_ACR_VALUES = [AUTH_ONLY]
    provider.knows({"aal": AAL1})
    weaker = another()
    make.sign_in(weaker.site, make.member())
    assert weaker.sign_in()["Location"].startswith("/accounts/2fa/authenticate/")
    assert signed_in(weaker) is None, "nobody, nor whoever was signed in at this computer before"


# --- addresses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("verified", [False, None, "true"])
def test_an_address_that_the_provider_has_not_verified_opens_nothing(dana, provider, verified):
    provider.knows({"email_verified": verified})
    refused(dana, dana.sign_in(), 403, "has not confirmed your e-mail address")
    assert not User.objects.exists()


def test_free_mail_and_look_alikes_are_refused_in_plain_words(dana, provider):
    make.domain("nih.gov")
    addresses = ["dana@gmail.com", "dana@nih-gov.com"]
    provider.knows({"email": "dana@gmail.com", "all_emails": addresses})
    response = dana.sign_in("dana@gmail.com")
    refused(dana, response, 403, "gmail.com is personal mail")
    assert "nih-gov.com is not nih.gov" in said(response)
    assert not User.objects.exists()


def test_of_several_addresses_that_of_a_government_is_taken(dana, provider):
    provider.knows(
        {"email": "dana@gmail.com", "all_emails": ["dana@gmail.com", "dana@town.org", "Dana@EPA.gov"]}
    )
    dana.sign_in("dana@gmail.com")
    assert signed_in(dana).email == "dana@epa.gov"


def test_of_several_government_addresses_that_of_a_member_is_taken(dana, provider):
    make.domain("nih.gov", of=make.agency("National Institutes of Health"))
    member = make.member("Dana Whitfield", email="dana@nih.gov")
    provider.knows({"all_emails": ["dana@epa.gov", "dana@nih.gov"]})
    dana.sign_in()
    assert signed_in(dana) == member


def test_who_has_several_government_addresses_and_no_account_chooses_one(dana, provider, another):
    make.domain("nih.gov", of=make.agency("National Institutes of Health"))
    provider.knows({"all_emails": ["dana@epa.gov", "dana@nih.gov", "dana@gmail.com"]})
    response = dana.sign_in(wanted="/communities/")
    assert response["Location"] == "/accounts/sso/address/" and signed_in(dana) is None
    page = said(dana.site.get(response["Location"]))
    assert "dana@nih.gov" in page and "dana@epa.gov" in page and "gmail" not in page
    again = dana.site.post("/accounts/sso/address/", {"address": "boss@epa.gov"})
    assert again.status_code == 200 and signed_in(dana) is None, "only one of theirs"
    done = dana.site.post("/accounts/sso/address/", {"address": "dana@nih.gov"})
    assert done["Location"] == "/communities/" and signed_in(dana).email == "dana@nih.gov"
    gone = another().site.get("/accounts/sso/address/")
    assert gone["Location"] == "/accounts/sso/"


def test_an_unknown_domain_comes_to_the_step_that_asks_to_join(dana, provider):
    provider.knows({"email": "wanda@smalltown.org", "all_emails": ["wanda@smalltown.org"]})
    dana.sign_in("wanda@smalltown.org")
    assert signed_in(dana).email == "wanda@smalltown.org"
    assert "smalltown.org" in said(dana.site.get("/welcome/"))


def test_a_second_person_with_the_same_address_does_not_get_the_account(dana, provider, another):
    dana.sign_in()
    provider.knows({"sub": "somebody-else"})
    other = another()
    refused(other, other.sign_in(), 403, "belongs to another sign-in already")
    assert SocialAccount.objects.get().uid == DANA["sub"]


def test_an_administrator_can_untie_an_account_whose_address_has_a_new_owner(dana, provider, another):
    dana.sign_in()
    person = signed_in(dana)
    assert binding.release(person, by=None, reason="The address has a new owner.") == 1
    assert Entry.objects.get(verb="member.sso_released").facts == {"reason": "The address has a new owner."}
    provider.knows({"sub": "made-anew"})
    later = another()
    later.sign_in()
    assert signed_in(later) == person


@pytest.mark.parametrize("tied", [True, False])
def test_a_closed_account_stays_closed(dana, provider, tied):
    person = make.member(email="dana@epa.gov")
    if tied:
        SocialAccount.objects.create(user=person, provider=provider.issuer, uid=DANA["sub"])
    User.objects.filter(pk=person.pk).update(is_active=False)
    refused(dana, dana.sign_in(), 403, "This account is closed")


def test_who_has_a_closed_account_gets_no_new_one_by_another_address(dana, provider):
    person = make.member(email="dana@epa.gov")
    User.objects.filter(pk=person.pk).update(is_active=False)
    provider.knows({"all_emails": ["dana@epa.gov", "d.whitfield@epa.gov"]})
    refused(dana, dana.sign_in(), 403, "This account is closed")
    assert User.objects.count() == 1


def test_who_was_declined_comes_to_where_their_request_stands(dana):
    person = make.arriving("dana@epa.gov")
    User.objects.filter(pk=person.pk).update(standing=Standing.DECLINED, name="Dana")
    dana.sign_in()
    assert signed_in(dana) == person and dana.site.get("/people/")["Location"] == "/welcome/waiting/"
