"""Administrators keep agencies and domains; a registry file finds what was renamed, moved or merged."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.agencies.comparing import difference
from communities.agencies.importing import import_domains
from communities.agencies.keeping import (
    add_agency,
    add_domain,
    change_agency,
    change_domain,
    remove_agency,
    stamp_of,
)
from communities.agencies.models import Agency, EmailDomain, Level, Source
from communities.agencies.registry import read
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.keeping import remove_domain
from communities.members.models import Affiliation
from tests import make
from tests.agencies.test_comparing import gov
from tests.tools import jobs

NIH = "nih.gov,Federal - Executive,Health Department,National Institutes of Health,Bethesda,MD"


@pytest.fixture
def by(db):
    return make.administrator()


@pytest.fixture
def nih(by, tmp_path):
    """The domain of a bureau, from a file."""
    load(tmp_path, NIH)
    return EmailDomain.objects.get(domain="nih.gov")


def load(folder, *lines: str):
    (folder / "gov.csv").write_bytes(gov(*lines))
    (folder / "mil.csv").write_text("domain,department,bureau\n", encoding="utf-8")
    return import_domains(gov=folder / "gov.csv", mil=folder / "mil.csv")


def changes(*lines: str) -> list[str]:
    """The domains that a file with these lines would change."""
    found = difference(read("gov.csv", gov(*lines))[1], Source.REGISTRY)
    return [change.domain for change in found.changes]


# --- agencies -----------------------------------------------------------------------------------


def test_an_added_agency_stands_in_the_ledger(by):
    agency = add_agency(by=by, name="Port Authority", level=Level.SPECIAL, state="NY")
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.on, entry.facts) == (
        "agency.added",
        by,
        agency,
        {"name": "Port Authority"},
    )


def test_there_is_one_agency_of_a_name(by):
    add_agency(by=by, name="Port Authority", level=Level.SPECIAL, state="NY")
    with pytest.raises(ValidationError, match="There is an agency “Port Authority” already"):
        add_agency(by=by, name="Port Authority", level=Level.SPECIAL, state="NY")
    add_agency(by=by, name="Port Authority", level=Level.SPECIAL, state="NJ")


def test_a_bureau_has_no_bureaus(by, nih):
    with pytest.raises(Refused, match="a bureau has no bureaus"):
        add_agency(by=by, name="Office", level=Level.EXECUTIVE, parent=nih.suggested_bureau)


def test_a_change_is_written_to_the_ledger_with_what_was_and_tells_the_rooms_above(by, nih):
    change_agency(nih.agency, by=by, name="Health Agency", website="https://health.gov")
    entry = Entry.objects.latest("pk")
    assert entry.facts == {
        "name": ["Health Department", "Health Agency"],
        "website": ["", "https://health.gov"],
    }
    assert {"agency_id": nih.agency_id} in jobs("agency_changed")


def test_saving_without_a_change_writes_nothing(by, nih):
    before = Entry.objects.count()
    change_agency(nih.agency, by=by, name=nih.agency.name, state=nih.agency.state)
    assert Entry.objects.count() == before


def test_the_next_file_finds_an_agency_by_its_earlier_names(by, nih, tmp_path):
    for name in ("Health Agency", "Ministry of Health"):
        change_agency(nih.agency, by=by, name=name)
    assert changes(NIH) == [] and load(tmp_path, NIH).changed == 0
    assert changes(NIH.replace("Health Department", "Health Agency")) == []
    assert not Agency.objects.current().filter(name="Health Department").exists()


def test_an_agency_can_have_its_earlier_name_back(by, nih):
    change_agency(nih.agency, by=by, name="Health Agency")
    change_agency(nih.agency, by=by, name="Health Department")
    assert Agency.objects.get(pk=nih.agency_id).name == "Health Department"
    assert changes(NIH) == [] and changes(NIH.replace("Health Department", "Health Agency")) == []


def test_the_earlier_name_of_one_agency_is_not_given_to_another(by, nih):
    change_agency(nih.agency, by=by, name="Health Agency")
    with pytest.raises(ValidationError, match="is an earlier name of Health Agency"):
        add_agency(by=by, name="Health Department", level=Level.EXECUTIVE)


def test_a_bureau_that_moves_takes_its_people_and_domains_along(by, nih):
    bureau, other = nih.suggested_bureau, make.agency("Science Department")
    person = make.member(email="ann@nih.gov")
    assert (person.profile.agency, person.profile.bureau) == (nih.agency, None)
    Affiliation.objects.filter(person=person).update(bureau=bureau)
    type(person.profile).objects.filter(person=person).update(bureau=bureau)
    change_agency(bureau, by=by, parent=other)
    profile = make.fresh(person).profile
    nih.refresh_from_db()
    assert (profile.agency, profile.bureau) == (other, bureau)
    assert (nih.agency, nih.suggested_bureau) == (other, bureau)
    assert person.affiliations.get().agency == other
    assert changes(NIH) == []


def test_a_bureau_becomes_an_agency_and_a_bureau_again(by, nih):
    bureau, health = nih.suggested_bureau, nih.agency
    change_agency(bureau, by=by, parent=None)
    nih.refresh_from_db()
    assert (nih.agency, nih.suggested_bureau) == (bureau, None)
    assert changes(NIH) == []
    change_agency(bureau, by=by, parent=health)
    nih.refresh_from_db()
    assert (nih.agency, nih.suggested_bureau) == (health, bureau)
    assert changes(NIH) == []


MOVES = {
    "itself": "can't be a bureau of itself",
    "a bureau": "a bureau has no bureaus",
    "its own bureau": "a bureau has no bureaus",
    "a department, with bureaus of its own": "has bureaus, so it can't become one",
    "one that was merged": "was merged into another agency",
}


@pytest.mark.parametrize("where", MOVES)
def test_an_agency_moves_in_no_circle_and_no_deeper_than_two(by, where):
    parent, other, merged = (
        make.agency("Parent"),
        make.agency("Other"),
        make.agency("Merged", merged_into=None),
    )
    bureau, elsewhere = make.agency("Bureau", parent=parent), make.agency("Elsewhere", parent=other)
    Agency.objects.filter(pk=merged.pk).update(merged_into=other)
    merged.refresh_from_db()
    places = dict(zip(MOVES, (parent, elsewhere, bureau, other, merged), strict=True))
    with pytest.raises(Refused, match=MOVES[where]):
        change_agency(parent, by=by, parent=places[where])


def test_the_second_of_two_who_edit_an_agency_is_told(by, nih):
    seen = stamp_of(nih.agency)
    change_agency(nih.agency, by=by, seen=seen, abbreviation="HD")
    with pytest.raises(Conflict) as caught:
        change_agency(nih.agency, by=by, seen=seen, website="https://health.gov")
    assert caught.value.now == stamp_of(Agency.objects.get(pk=nih.agency_id))


def test_an_unused_agency_is_deleted_with_its_earlier_names(by):
    agency = add_agency(by=by, name="Port", level=Level.SPECIAL)
    change_agency(agency, by=by, name="Port Authority")
    remove_agency(agency, by=by)
    assert not Agency.objects.filter(name__startswith="Port").exists()
    assert Entry.objects.latest("pk").facts == {"name": "Port Authority"}


@pytest.mark.parametrize("use", ["a member", "a domain", "a bureau", "a merged one with bureaus"])
def test_an_agency_in_use_is_not_deleted(by, use):
    agency = make.agency("Port")
    if use == "a member":
        make.domain("port.gov", of=agency)
        make.member(email="ann@port.gov")
        EmailDomain.objects.filter(domain="port.gov").delete()
    elif use == "a domain":
        make.domain("port.gov", of=agency)
    elif use == "a bureau":
        make.agency("Pier", parent=agency)
    else:
        merged = make.agency("Harbor", merged_into=agency)
        make.agency("Pier", parent=merged, merged_into=agency)
    with pytest.raises(Refused, match=r"in use, so it can't be deleted\. Merge it"):
        remove_agency(agency, by=by)


# --- e-mail domains -----------------------------------------------------------------------------


def test_an_added_domain_is_a_decision_and_imports_leave_it_alone(by, nih, tmp_path):
    domain = add_domain(" @Labs.NIH.gov. ", by=by, body=nih.suggested_bureau)
    assert (domain.domain, domain.agency, domain.suggested_bureau) == (
        "labs.nih.gov",
        nih.agency,
        nih.suggested_bureau,
    )
    load(tmp_path, NIH)
    domain.refresh_from_db()
    assert (domain.source, domain.until) == ("decision", None)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Type a domain"),
        ("agency", "Type a domain"),
        ("gov", "Type a domain"),
        ("ann@agency.gov", "Type a domain"),
        ("аgency.gov", "Type a domain"),
        ("gmail.com", "People of many kinds"),
        ("co.uk", "People of many kinds"),
        ("nih.gov", "is there already: it belongs to Health Department"),
    ],
)
def test_what_is_no_domain_of_an_agency_is_not_added(by, nih, name, sentence):
    with pytest.raises(ValidationError, match=sentence):
        add_domain(name, by=by, body=nih.agency)


def test_mil_itself_may_have_an_owner(by, nih):
    assert add_domain("mil", by=by, body=nih.agency).domain == "mil"


def test_a_changed_domain_is_a_decision_until_it_is_released(by, nih, tmp_path):
    other = make.agency("Science Department")
    change_domain(nih, by=by, body=other, since=None, until=None)
    assert load(tmp_path, NIH).changed == 0
    nih.refresh_from_db()
    assert (nih.agency, nih.suggested_bureau, nih.source) == (other, None, "decision")
    change_domain(nih, by=by, body=other, since=None, until=None, release=True)
    assert load(tmp_path, NIH).changed == 1
    nih.refresh_from_db()
    assert nih.agency.name == "Health Department"


def test_a_domain_ends_on_its_last_day(by, nih):
    today = timezone.localdate()
    change_domain(nih, by=by, body=nih.agency, since=None, until=today)
    assert EmailDomain.objects.in_force().filter(pk=nih.pk).exists()
    assert not EmailDomain.objects.in_force(today + timedelta(days=1)).filter(pk=nih.pk).exists()
    facts = Entry.objects.latest("pk").facts
    assert facts["until"] == ["", today.isoformat()] and facts["source"] == ["registry", "decision"]


def test_a_domain_does_not_end_before_it_began(by, nih):
    with pytest.raises(ValidationError, match="before the day"):
        change_domain(nih, by=by, body=nih.agency, since=date(2026, 2, 1), until=date(2026, 1, 31))


def test_the_second_of_two_who_edit_a_domain_is_told(by, nih):
    seen = stamp_of(nih)
    change_domain(nih, by=by, body=nih.agency, since=None, until=None, seen=seen)
    with pytest.raises(Conflict):
        change_domain(nih, by=by, body=make.agency("Other"), since=None, until=None, seen=seen)


@pytest.mark.parametrize("address", ["ann@nih.gov", "ann@labs.nih.gov"])
def test_a_domain_from_which_members_write_is_not_deleted(by, nih, address):
    make.member(email=address)
    with pytest.raises(Refused, match="Say until when it counts instead"):
        remove_domain(nih, by=by)


def test_a_domain_from_which_nobody_writes_is_deleted(by, nih):
    make.member(email="ann@epa.gov")
    remove_domain(nih, by=by)
    assert not EmailDomain.objects.filter(domain="nih.gov").exists()
    assert Entry.objects.latest("pk").facts == {"domain": "nih.gov"}


@pytest.mark.parametrize("kind", ["visitor", "member", "editor"])
def test_only_administrators_change_agencies_and_domains(site, nih, kind):
    person = {"visitor": lambda: None, "member": make.member, "editor": make.editor}[kind]()
    acts = (
        lambda: add_agency(by=person, name="Port", level=Level.SPECIAL),
        lambda: change_agency(nih.agency, by=person, name="Port"),
        lambda: remove_agency(make.agency("Unused"), by=person),
        lambda: add_domain("port.gov", by=person, body=nih.agency),
        lambda: change_domain(nih, by=person, body=nih.agency, since=None, until=timezone.localdate()),
        lambda: remove_domain(nih, by=person),
    )
    for act in acts:
        with pytest.raises(Refused, match="Only administrators"):
            act()
