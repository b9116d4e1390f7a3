"""When a domain counts, which domains are spelt alike, and which are too wide to belong to one agency."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.agencies.matching import foreign_government, is_too_wide, looks_like, match, nearest
from communities.agencies.models import EmailDomain
from communities.agencies.reading import agencies_named
from communities.members.eligibility import check
from tests import make

TODAY, DAY = date(2026, 7, 4), timedelta(days=1)


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [
        (None, None, True),
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (None, TODAY, True),
        (None, TODAY - DAY, False),
        (TODAY, TODAY, True),
        (TODAY - 9 * DAY, TODAY - DAY, False),
    ],
)
def test_a_domain_counts_from_its_first_to_its_last_day(db, since, until, counts):
    domain = make.domain("epa.gov")
    EmailDomain.objects.update(since=since, until=until)
    assert match("mail.epa.gov", on=TODAY) == (domain if counts else None)


def test_where_the_longer_domain_has_ended_the_shorter_one_counts(db):
    wide = make.domain("ca.gov", of=make.agency("State of California", level="state"))
    narrow = make.domain("dot.ca.gov", of=make.agency("Caltrans", level="state"))
    assert match("dot.ca.gov", on=TODAY) == narrow
    EmailDomain.objects.filter(pk=narrow.pk).update(until=TODAY - DAY)
    assert match("dot.ca.gov", on=TODAY) == wide


def test_who_comes_from_a_domain_that_has_ended_waits_for_a_decision(db):
    make.domain("smalltown.org")
    assert check("clerk@smalltown.org").at_once
    EmailDomain.objects.update(until=timezone.localdate() - DAY)
    assert not check("clerk@smalltown.org").at_once


@pytest.mark.parametrize(
    "domain", ["justice.gov.uk", "mail.justice.gov.uk", "justice.gov.au", "justice.gov.bc.ca"]
)
def test_a_real_government_of_another_country_is_unknown_and_no_disguise(db, domain):
    make.domain("justice.gov")
    assert foreign_government(domain) and looks_like(domain) == ""
    assert not check(f"dana@{domain}").at_once


@pytest.mark.parametrize(
    "domain", ["justice.gov.uk.com", "justice.gov.us", "justice.gov.io", "justice-gov.uk"]
)
def test_what_anybody_may_register_is_still_a_disguise(db, domain):
    make.domain("justice.gov")
    with pytest.raises(ValidationError, match=r"is not justice\.gov"):
        check(f"dana@{domain}")


def test_the_nearest_domains_are_those_that_are_spelt_alike(db):
    for name in ("nih.gov", "smalltowntx.gov", "bigcity.gov"):
        make.domain(name)
    assert nearest("smalltowntx.org")[0] == "smalltowntx.gov"
    assert "bigcity.gov" not in nearest("smalltowntx.org") and nearest("zebra.example") == []


@pytest.mark.parametrize("domain", ["org", "gov.uk", "co.uk", "tx.us", "k12.tx.us", "ci.tx.us", "gmail.com"])
def test_a_domain_of_many_belongs_to_nobody(domain):
    assert is_too_wide(domain)


@pytest.mark.parametrize(
    "domain", ["smalltown.org", "ci.smalltown.tx.us", "smalltown.tx.us", "smalltown.co.uk"]
)
def test_a_domain_of_one_may_belong_to_an_agency(domain):
    assert not is_too_wide(domain)


def test_an_agency_is_found_by_part_of_its_name_with_a_slip_and_by_its_abbreviation(db):
    town = make.agency("City of Smalltown", level="city")
    epa = make.agency(abbreviation="EPA")
    make.agency("Smalltown Parks", parent=town)
    assert list(agencies_named("smaltown")) == [town]
    assert list(agencies_named("epa")) == [epa]
    assert list(agencies_named(" ")) == []
