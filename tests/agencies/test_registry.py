"""The real registry, loaded once: who belongs to which agency by the address they write from."""

import csv
import random

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from communities.agencies.importing import import_domains
from communities.agencies.matching import domain_of, match
from communities.agencies.models import Agency, EmailDomain
from communities.agencies.registry import GOV
from communities.members.eligibility import check

pytestmark = pytest.mark.xdist_group("registry")

DHS, DOD = "Department of Homeland Security", "Department of Defense"
EPA, HHS = "Environmental Protection Agency", "Department of Health and Human Services"


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """All domains, in a transaction around the tests of this module; each test is a savepoint in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        done = import_domains()
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE agencies_agency, agencies_emaildomain"
            )  # as PostgreSQL does after a while
        yield done
        transaction.set_rollback(True)


@pytest.fixture
def registry(loaded, db):
    return loaded


def published() -> list[dict[str, str]]:
    with GOV.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_domain_of_both_files_is_loaded(registry):
    assert EmailDomain.objects.filter(source="registry").count() == 16_539
    assert EmailDomain.objects.filter(source="hand").count() == 26
    assert registry.domains == EmailDomain.objects.count() == 16_565
    assert registry.agencies == Agency.objects.count() > 10_000


def test_every_domain_has_an_agency_without_a_parent_and_every_bureau_belongs_to_it(registry):
    assert not EmailDomain.objects.filter(agency__parent__isnull=False).exists()
    with_bureau = EmailDomain.objects.filter(suggested_bureau__isnull=False).select_related(
        "suggested_bureau"
    )
    assert len(with_bureau) >= 800
    assert all(domain.suggested_bureau.parent_id == domain.agency_id for domain in with_bureau)


def test_no_agency_is_nameless_or_called_blank(registry):
    names = set(Agency.objects.values_list("name", flat=True))
    assert not {
        name for name in names if not name.strip() or "(blank)" in name or name != " ".join(name.split())
    }


def test_loading_the_same_files_again_changes_no_row(registry):
    before = [list(model.objects.order_by("pk").values()) for model in (Agency, EmailDomain)]
    assert import_domains().added == 0
    assert [list(model.objects.order_by("pk").values()) for model in (Agency, EmailDomain)] == before


def test_two_hundred_domains_at_random_belong_to_their_organization(registry):
    chosen = random.Random(508).sample(published(), 200)
    wrong = []
    for row in chosen:
        domain = row["Domain name"]
        for address in (
            f"dana@{domain}",
            f"dana@mail.hq.{domain}",
            f"DANA@{domain.upper()}",
            f" d.w+x@{domain}. ",
        ):
            found = match(domain_of(address))
            if not found or found.agency.name != " ".join(row["Organization name"].split()):
                wrong.append(address)
    assert wrong == []


WAITS = "waits for a decision"
INCOMPLETE = "This is not a complete e-mail address, such as dana@agency.gov."
NOT_PLAIN = "Type your address with plain letters. Government addresses have no others."


def personal(domain: str) -> str:
    return f"{domain} is personal mail. Please use the address that your agency gave you."


def imitates(domain: str, imitated: str) -> str:
    return f"{domain} is not {imitated}. Please use the address that your agency gave you."


ADDRESSES = {
    # what is registered, and what is below it
    "dana@epa.gov": EPA,
    "DANA@EPA.GOV": EPA,
    "  dana@epa.gov\n": EPA,
    "dana@epa.gov.": EPA,
    "dana.w+cop@region8.epa.gov": EPA,
    "dana@a.b.c.d.e.f.g.epa.gov": EPA,
    "dana@nih.gov": HHS,
    "dana@gmail.com.nih.gov": HHS,
    "dana@uscg.mil": DHS,
    "dana@d8.uscg.mil": DHS,
    "dana@USCG.MIL": DHS,
    "dana@uscg.gov": DHS,
    "dana@mil.uscg.mil": DHS,
    "dana@army.mil": DOD,
    "dana@anything.at.all.mil": DOD,
    "dana@notuscg.mil": DOD,
    "dana@socom.mil": DOD,
    "dana@mail.mil": DOD,
    "dana@ca.gov": "State of California",
    "dana@dot.ca.gov": "State of California",
    # what nobody knows: a person decides
    "dana@xnih.gov": WAITS,
    "dana@nih.gov2.example": WAITS,
    "dana@nihgov.com": WAITS,
    "dana@n1h.gov": WAITS,
    "dana@nih.g0v": INCOMPLETE,
    "dana@gov.uk": WAITS,
    "dana@cabinetoffice.gov.uk": WAITS,
    "dana@service.gov.uk": WAITS,
    "dana@justice.gov.uk": WAITS,  # a real government, of another country
    "dana@mail.health.gov.au": WAITS,
    "dana@nih.gov.uk.com": imitates("nih.gov.uk.com", "nih.gov"),
    "dana@nih-gov.uk": imitates("nih-gov.uk", "nih.gov"),
    "dana@mil.example.com": WAITS,
    "dana@gov.example.com": WAITS,
    "dana@ci.smalltown.tx.us": WAITS,
    "dana@umich.edu": WAITS,
    "dana@contractor.com": WAITS,
    "dana@notgmail.com": WAITS,
    "dana@gmail.com.example": WAITS,
    # disguises
    "dana@nih.gov.example.com": imitates("nih.gov.example.com", "nih.gov"),
    "dana@mail.nih.gov.example.com": imitates("mail.nih.gov.example.com", "nih.gov"),
    "dana@NIH.GOV.EXAMPLE.COM": imitates("nih.gov.example.com", "nih.gov"),
    "dana@nih-gov.com": imitates("nih-gov.com", "nih.gov"),
    "dana@nih.gov-mail.com": imitates("nih.gov-mail.com", "nih.gov"),
    "dana@mail-nih-gov.com": imitates("mail-nih-gov.com", "nih.gov"),
    "dana@login.epa-gov.net": imitates("login.epa-gov.net", "epa.gov"),
    "dana@army.mil.example.com": imitates("army.mil.example.com", "army.mil"),
    "dana@army-mil.com": imitates("army-mil.com", "army.mil"),
    "dana@justice.gov.mx": imitates("justice.gov.mx", "justice.gov"),  # Mexico's is gob.mx
    # letters that only look like letters
    "dana@ni\u04bb.gov": NOT_PLAIN,  # Cyrillic shha
    "dana@\u0435pa.gov": NOT_PLAIN,  # Cyrillic e
    "d\u0430na@epa.gov": NOT_PLAIN,  # Cyrillic a in the name
    "dana@\uff45\uff50\uff41.gov": NOT_PLAIN,  # full width
    "dana@epa\uff0egov": NOT_PLAIN,  # full-width dot
    "dana@epa\u3002gov": NOT_PLAIN,  # ideographic full stop
    "dana@epa.go\u200bv": NOT_PLAIN,  # zero-width space
    "dana@epa.gov\u202e": NOT_PLAIN,
    "dana\uff20epa.gov": NOT_PLAIN,
    "dana@\u212aansas.gov": NOT_PLAIN,  # the Kelvin sign becomes k in lower case
    "dana@xn--ni-fgc.gov": NOT_PLAIN,
    "dana@XN--PA-8KA.GOV": NOT_PLAIN,
    "dana@xn--e1afmkfd.epa.gov": NOT_PLAIN,
    # personal mail
    "dana@gmail.com": personal("gmail.com"),
    "DANA@GMAIL.COM": personal("gmail.com"),
    "dana@gmail.com.": personal("gmail.com"),
    "dana@mail.yahoo.com": personal("mail.yahoo.com"),
    "dana@epa.gov.gmail.com": personal("epa.gov.gmail.com"),
    "dana@proton.me": personal("proton.me"),
    "nih.gov@outlook.com": personal("outlook.com"),
    "dana%epa.gov@gmail.com": personal("gmail.com"),
    # what is no address
    "": INCOMPLETE,
    "dana": INCOMPLETE,
    "epa.gov": INCOMPLETE,
    "@epa.gov": INCOMPLETE,
    "dana@": INCOMPLETE,
    "dana@gov": INCOMPLETE,
    "dana@mil": INCOMPLETE,
    "dana@.gov": INCOMPLETE,
    "dana@.epa.gov": INCOMPLETE,
    "dana@epa..gov": INCOMPLETE,
    "dana..w@epa.gov": INCOMPLETE,
    "dana @epa.gov": INCOMPLETE,
    "dana@epa .gov": INCOMPLETE,
    "dana@epa.gov evil.com": INCOMPLETE,
    "dana@epa.gov@evil.com": INCOMPLETE,
    "dana@evil.com@epa.gov": INCOMPLETE,
    "dana@evil.com,x@epa.gov": INCOMPLETE,
    "dana@evil.com\nx@epa.gov": INCOMPLETE,
    "Dana <dana@epa.gov>": INCOMPLETE,
    "dana@-epa.gov": INCOMPLETE,
    "dana@epa_.gov": INCOMPLETE,
    "dana@epa.gov/": INCOMPLETE,
    "dana@epa.gov:25": INCOMPLETE,
    "dana@epa.gov\x00": INCOMPLETE,
    "dana@[10.0.0.1]": INCOMPLETE,
    "dana@10.0.0.1": INCOMPLETE,
    "dana@localhost": INCOMPLETE,
    f"dana@{'x' * 64}.gov": INCOMPLETE,
    f"{'d' * 320}@epa.gov": INCOMPLETE,
    '"dana"@epa.gov': NOT_PLAIN,
    '"dana@evil.com"@epa.gov': NOT_PLAIN,
    'dana"@epa.gov': NOT_PLAIN,
    "'dana'@epa.gov": EPA,  # an apostrophe may stand in a name, and the code goes to EPA
    "o'hara@epa.gov": EPA,
}


def outcome(address: str) -> str:
    try:
        eligible = check(address)
    except ValidationError as refused:
        return refused.message
    return eligible.known.agency.name if eligible.known else WAITS


def test_the_addresses_are_many_and_of_each_kind():
    assert len(ADDRESSES) >= 90
    assert set(ADDRESSES.values()) >= {
        EPA,
        HHS,
        DHS,
        DOD,
        WAITS,
        INCOMPLETE,
        NOT_PLAIN,
        personal("gmail.com"),
    }


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: ascii(address[:40]) or "empty")
def test_an_address_joins_waits_or_is_refused_with_the_reason(registry, address):
    assert outcome(address) == ADDRESSES[address]


def test_an_address_costs_one_query_when_its_domain_is_known(registry, django_assert_num_queries):
    with django_assert_num_queries(1):
        check("dana@mail.hq.epa.gov").known.agency.name


def test_a_longer_registered_suffix_wins_over_a_shorter_one(registry):
    assert match("d8.uscg.mil").domain == "uscg.mil"
    assert match("navy.mil").suggested_bureau.name == "Department of the Navy"
    assert match("something.mil").domain == "mil"


def test_the_bureau_of_an_address_is_a_suggestion_and_not_the_agency(registry):
    known = check("dana@nih.gov").known
    assert (known.agency.name, known.suggested_bureau.short) == (HHS, "NIH")
