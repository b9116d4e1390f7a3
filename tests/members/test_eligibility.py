"""Who may join, by the address. A hundred hostile addresses stand in tests/agencies/test_registry.py."""

import pytest
from django.core.exceptions import ValidationError

from communities.members.eligibility import check
from communities.members.models import User
from tests import make


@pytest.fixture(autouse=True)
def domains(db):
    make.domain("epa.gov")
    make.domain("nih.gov", of=make.agency("Department of Health and Human Services"))


@pytest.mark.parametrize("address", ["dana@epa.gov", "Dana@Region8.EPA.gov", " dana@epa.gov. "])
def test_an_address_in_a_known_domain_belongs_to_its_agency(address):
    assert check(address).known.agency.name == "Environmental Protection Agency"


def test_an_address_keeps_its_own_domain_beside_the_known_one():
    eligible = check("dana@region8.epa.gov")
    assert (eligible.domain, eligible.known.domain) == ("region8.epa.gov", "epa.gov")


def test_an_address_in_an_unknown_domain_is_eligible_and_of_no_agency():
    eligible = check("clerk@smalltown.org")
    assert (eligible.domain, eligible.known) == ("smalltown.org", None)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("dana@gmail.com", "gmail.com is personal mail. Please use the address that your agency gave you."),
        ("dana@nih-gov.com", "nih-gov.com is not nih.gov. Please use the address that your agency gave you."),
        ("dana@еpa.gov", "Type your address with plain letters. Government addresses have no others."),
        ("dana@epa", "This is not a complete e-mail address, such as dana@agency.gov."),
    ],
)
def test_each_refusal_says_why_and_what_to_do(address, sentence):
    with pytest.raises(ValidationError) as refused:
        check(address)
    assert refused.value.messages == [sentence]


def test_a_known_domain_counts_even_when_it_reads_like_personal_mail():
    make.domain("mail.com")
    assert check("dana@mail.com").known.domain == "mail.com"


def test_an_address_that_no_mail_reaches_is_refused_and_never_cut(db):
    longest = "a" * (254 - len("@epa.gov")) + "@epa.gov"
    assert check(longest).at_once
    with pytest.raises(ValidationError, match="at most 254 characters"):
        check("a" + longest)


def test_who_joins_with_such_an_address_is_told_at_the_field(client, site):
    page = client.post("/accounts/signup/", {"email": "a" * 300 + "@epa.gov"})
    assert page.status_code == 200 and "at most 254 characters" in page.content.decode()
    assert not User.objects.exists()
