"""What a file would change is what its import changes: no more, no less."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.agencies.comparing import Kind, difference
from communities.agencies.importing import confirm, difference_of, hand_in
from communities.agencies.models import Agency, EmailDomain, RegistryUpload, Source
from communities.agencies.registry import GOV, BadFile, read
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from tests import make

HEAD = "Domain name,Domain type,Organization name,Suborganization name,City,State\n"
MIL = "domain,department,bureau\n"


def gov(*lines: str) -> bytes:
    return (HEAD + "".join(f"{line}\n" for line in lines)).encode()


EPA = "epa.gov,Federal - Executive,Environmental Protection Agency,,Washington,DC"
NIH = "nih.gov,Federal - Executive,Health Department,National Institutes of Health,Bethesda,MD"
TOWN = "town.gov,City,Town of Town,,Town,CO"


@pytest.fixture
def administrator(db):
    return make.administrator()


@pytest.fixture
def apply(administrator):
    """Hand a file in and confirm it, as the page does."""

    def apply(content: bytes, name: str = "gov.csv"):
        upload = hand_in(name, content, by=administrator)
        return confirm(upload, by=administrator, shown=difference_of(upload).fingerprint)

    return apply


def opened() -> set[tuple]:
    """The domains of the registry that count, each with whose it is."""
    rows = EmailDomain.objects.filter(source="registry", until=None).select_related(
        "agency", "suggested_bureau"
    )
    return {
        (
            row.domain,
            row.agency.name,
            str(row.agency.level),
            row.agency.state,
            str(row.suggested_bureau or ""),
        )
        for row in rows
    }


def named(content: bytes) -> set[tuple]:
    """What a file says, in the same form."""
    _format, rows = read("gov.csv", content)
    return {(row.domain, row.organization, str(row.level), row.state, row.bureau) for row in rows}


lines = st.lists(
    st.builds(
        "{}.gov,{},{},{},Denver,{}".format,
        st.sampled_from("abcdefgh"),
        st.sampled_from(["City", "Federal - Executive", "County"]),
        st.sampled_from(["Alpha", "Beta", "Gamma"]),
        st.sampled_from(["", "Bureau", "Alpha"]),
        st.sampled_from(["CO", "NM"]),
    ),
    max_size=8,
    unique_by=lambda line: line.partition(".")[0],
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=st.lists(lines, min_size=2, max_size=4))
def test_after_each_import_exactly_the_domains_of_the_file_count(apply, files):
    with transaction.atomic():
        for each in files:
            before, content = opened(), gov(*each)
            found = apply(content)
            assert opened() == named(content)
            assert {change.domain for change in found.changes} == {
                domain for domain, *_rest in before ^ named(content)
            }
            assert not difference(read("gov.csv", content)[1], Source.REGISTRY)
        transaction.set_rollback(True)


def test_each_kind_of_change_is_told_with_what_was_and_what_will_be(apply, administrator):
    apply(gov(EPA, NIH, TOWN))
    apply(gov(NIH, TOWN))
    moved = TOWN.replace("Town of Town", "Town of Other")
    upload = hand_in("gov.csv", gov(EPA, moved, "new.gov,City,New,,New,CO"), by=administrator)
    found = difference_of(upload)
    health = "Health Department, National Institutes of Health (Federal executive)"
    epa = "Environmental Protection Agency (Federal executive)"
    assert found.as_lines() == [
        ["reopened", "epa.gov", epa, epa],
        ["added", "new.gov", "", "New (City or town, CO)"],
        ["gone", "nih.gov", health, ""],
        ["changed", "town.gov", "Town of Town (City or town, CO)", "Town of Other (City or town, CO)"],
    ]
    assert found.counts == {"added": 1, "changed": 1, "reopened": 1, "gone": 1}


def test_the_same_file_twice_shows_no_difference(apply, administrator):
    apply(GOV.read_bytes())
    found = difference_of(hand_in("gov.csv", GOV.read_bytes(), by=administrator))
    assert (found.changes, found.unchanged) == ([], 16_539)


def test_comparing_costs_two_queries_however_long_the_file_is(apply, django_assert_num_queries):
    apply(gov(EPA, NIH, TOWN))
    for content in (gov(EPA), gov(EPA, NIH, *(f"x{n}.gov,City,City {n},,X,CO" for n in range(50)))):
        _format, rows = read("gov.csv", content)
        with django_assert_num_queries(2):
            difference(rows, Source.REGISTRY)


def test_a_file_waits_until_somebody_confirms_it(administrator):
    upload = hand_in("current-full.csv", gov(EPA), by=administrator)
    assert (upload.state, upload.rows, upload.source) == ("waiting", 1, "registry")
    assert not EmailDomain.objects.filter(domain="town.gov").exists()
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.on) == ("agency.registry_handed_in", administrator, upload)


def test_the_mil_table_is_recognized_by_its_columns(apply):
    found = apply((MIL + "army.mil,Department of Defense,Army\n").encode(), "mil.csv")
    assert found.counts["added"] == 1 and EmailDomain.objects.get(domain="army.mil").source == "hand"


def test_another_table_is_refused_with_the_columns_that_are_needed(administrator):
    with pytest.raises(BadFile, match="'Domain name', 'Domain type'"):
        hand_in("people.csv", b"name,age\nDana,40\n", by=administrator)
    assert not RegistryUpload.objects.exists()


def test_a_file_with_bad_lines_is_not_kept(administrator):
    with pytest.raises(BadFile) as caught:
        hand_in("gov.csv", gov(EPA, "x.gov,Borough,X,,X,CO", "y.gov,City,,,Y,CO"), by=administrator)
    assert [problem.partition(":")[0] for problem in caught.value.problems] == ["line 3", "line 4"]
    assert not RegistryUpload.objects.exists()


def test_a_file_is_not_imported_when_the_tables_have_changed_since_it_was_shown(administrator):
    first = hand_in("first.csv", gov(EPA, TOWN), by=administrator)
    second = hand_in("second.csv", gov(EPA, NIH), by=administrator)
    shown = difference_of(second).fingerprint
    confirm(first, by=administrator, shown=difference_of(first).fingerprint)
    with pytest.raises(Conflict) as caught:
        confirm(second, by=administrator, shown=shown)
    second.refresh_from_db()
    assert second.state == "waiting" and EmailDomain.objects.filter(domain="town.gov", until=None).exists()
    assert caught.value.now == difference_of(second).fingerprint
    confirm(second, by=administrator, shown=caught.value.now)
    assert not EmailDomain.objects.filter(domain="town.gov", until=None).exists()


def test_a_file_is_imported_once(apply, administrator):
    upload = hand_in("gov.csv", gov(EPA), by=administrator)
    shown = difference_of(upload).fingerprint
    confirm(upload, by=administrator, shown=shown)
    with pytest.raises(Refused, match="decided about: it is imported"):
        confirm(upload, by=administrator, shown=shown)


def test_what_was_imported_can_be_read_afterwards(apply):
    apply(gov(EPA, TOWN))
    upload = RegistryUpload.objects.latest("pk")
    assert upload.state == "applied" and upload.counts["added"] == 1  # EPA's was there
    assert ["added", "town.gov", "", "Town of Town (City or town, CO)"] in upload.changes


@pytest.mark.parametrize("kind", ["visitor", "member", "editor", "stopped administrator"])
def test_only_administrators_hand_in_and_confirm(site, administrator, kind):
    upload = hand_in("gov.csv", gov(EPA), by=administrator)
    stopped = make.administrator()
    stopped.is_active = False
    people = {
        "visitor": None,
        "member": make.member(),
        "editor": make.editor(),
        "stopped administrator": stopped,
    }
    with pytest.raises(Refused, match="Only administrators"):
        hand_in("gov.csv", gov(EPA), by=people[kind])
    with pytest.raises(Refused, match="Only administrators"):
        confirm(upload, by=people[kind], shown=difference_of(upload).fingerprint)


def test_one_domain_in_twenty_may_go_and_more_is_drastic(apply, administrator):
    many = [f"x{number}.gov,City,City {number},,X,CO" for number in range(600)]
    apply(gov(*many))
    for left, drastic in ((570, False), (569, True), (0, True)):
        upload = hand_in("gov.csv", gov(*many[:left]), by=administrator)
        assert (difference_of(upload).drastic, len(difference_of(upload).of(Kind.GONE))) == (
            drastic,
            600 - left,
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_the_same_file_at_once_import_it_once():
    make.bring_back_the_beginnings()
    administrator = make.administrator()
    upload = hand_in("gov.csv", gov(EPA, TOWN), by=administrator)
    shown = difference_of(upload).fingerprint

    def work():
        return confirm(upload, by=administrator, shown=shown)

    answers = make.at_once(work, work)
    assert sorted(type(answer).__name__ for answer in answers) == ["Difference", "Refused"]
    assert Entry.objects.filter(verb="agency.registry_imported").count() == 1
    assert Agency.objects.filter(name="Town of Town").count() == 1
