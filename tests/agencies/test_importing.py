"""Replacing the registry's file: all of it is loaded, or nothing with the lines that are wrong."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from communities.agencies.importing import import_domains
from communities.agencies.matching import match
from communities.agencies.models import Agency, EmailDomain, Level
from communities.agencies.registry import BadFile
from communities.ledger.models import Entry

GOV = "Domain name,Domain type,Organization name,Suborganization name,City,State\n"
MIL = "domain,department,bureau\n"
GOOD = "epa.gov,Federal - Executive,Environmental Protection Agency,,Washington,DC\n"
NIH = "nih.gov,Federal - Executive,Health Department,National Institutes of Health,Bethesda,MD\n"


@pytest.fixture
def load(db, tmp_path):
    """Import these lines of the registry and these of the .mil table."""

    def load(
        *gov: str, mil: str = "army.mil,Department of Defense,Department of the Army\n", head: str = GOV
    ):
        files = {"gov": tmp_path / "gov.csv", "mil": tmp_path / "mil.csv"}
        files["gov"].write_text(head + "".join(gov), encoding="utf-8")
        files["mil"].write_text(MIL + mil, encoding="utf-8")
        return import_domains(**files)

    return load


def rows() -> tuple[list, list]:
    return list(Agency.objects.order_by("pk").values()), list(EmailDomain.objects.order_by("pk").values())


def test_a_domain_belongs_to_the_organization_and_the_bureau_is_only_suggested(load):
    load(NIH)
    nih = EmailDomain.objects.get(domain="nih.gov")
    assert nih.agency.name == "Health Department"
    assert nih.agency.parent is None
    assert (nih.suggested_bureau.name, nih.suggested_bureau.parent) == (
        "National Institutes of Health",
        nih.agency,
    )
    assert nih.source == "registry"


def test_the_mil_table_is_kept_by_hand(load):
    load(GOOD)
    army = EmailDomain.objects.get(domain="army.mil")
    assert (army.agency.name, army.suggested_bureau.name) == (
        "Department of Defense",
        "Department of the Army",
    )
    assert (army.agency.level, army.source) == (Level.EXECUTIVE, "hand")


def test_agencies_get_the_abbreviation_that_colleagues_use(load):
    load(GOOD)
    assert Agency.objects.get(name="Environmental Protection Agency").short == "EPA"


def test_an_abbreviation_that_somebody_has_set_stays(load):
    load(GOOD)
    Agency.objects.filter(name="Environmental Protection Agency").update(abbreviation="US EPA")
    load(GOOD)
    assert Agency.objects.get(name="Environmental Protection Agency").short == "US EPA"


def test_a_city_named_like_a_federal_agency_gets_no_abbreviation(load):
    load("epatown.gov,City,Environmental Protection Agency,,Epa,TX\n")
    assert Agency.objects.get(level=Level.CITY).abbreviation == ""


@pytest.mark.parametrize(
    ("kind", "level", "state"),
    [
        ("Federal", "federal", ""),
        ("Federal - Executive", "executive", ""),
        ("Federal - Legislative", "legislative", ""),
        ("Federal - Judicial", "judicial", ""),
        ("State or territory", "state", "CO"),
        ("State or territory - Election", "state", "CO"),
        ("County", "county", "CO"),
        ("County - Election", "county", "CO"),
        ("City", "city", "CO"),
        ("City - Election", "city", "CO"),
        ("Tribal", "tribal", "CO"),
        ("Tribal - Election", "tribal", "CO"),
        ("Interstate", "interstate", "CO"),
        ("Special district", "special", "CO"),
        ("Special district - Election", "special", "CO"),
        ("School district", "school", "CO"),
    ],
)
def test_each_type_of_the_registry_is_a_level_of_government(load, kind, level, state):
    load(f"x.gov,{kind},X,,Denver,CO\n")
    agency = EmailDomain.objects.get(domain="x.gov").agency
    assert (agency.level, agency.state) == (level, state)


def test_towns_of_the_same_name_in_two_states_are_two_agencies(load):
    load(
        "a.gov,City,City of Springfield,,Springfield,IL\n", "b.gov,City,City of Springfield,,Springfield,MO\n"
    )
    assert list(Agency.objects.filter(level=Level.CITY).values_list("state", flat=True)) == ["IL", "MO"]


@pytest.mark.parametrize("bureau", ["(blank)", "", "  ", " (blank) "])
def test_blank_is_blank(load, bureau):
    load(f"x.gov,Federal - Executive,X Agency,{bureau},Denver,CO\n")
    assert EmailDomain.objects.get(domain="x.gov").suggested_bureau is None
    assert not Agency.objects.filter(name__contains="blank").exists()


def test_capitals_spaces_and_a_byte_order_mark_make_no_difference(load):
    load(
        " EPA.GOV ,Federal - Executive,  Environmental   Protection Agency ,,Washington,DC\n",
        head="\ufeff" + GOV,
    )
    assert EmailDomain.objects.get(domain="epa.gov").agency.name == "Environmental Protection Agency"


def test_columns_may_come_in_any_order_and_more_may_come(load):
    load(
        "DC,X Agency,new,Federal - Executive,x.gov\n",
        head="State,Organization name,Extra,Domain type,Domain name\n",
    )
    assert EmailDomain.objects.get(domain="x.gov").agency.name == "X Agency"


def test_importing_twice_changes_nothing(load):
    first = load(GOOD, NIH)
    before = rows()
    second = load(GOOD, NIH)
    assert rows() == before
    assert (first.added, second.added) == (3, 0)


def test_a_domain_that_moved_belongs_to_its_new_agency(load):
    load("x.gov,Federal - Executive,Old Agency,Old Bureau,Denver,CO\n")
    pk = EmailDomain.objects.get(domain="x.gov").pk
    load("x.gov,Federal - Executive,New Agency,,Denver,CO\n")
    moved = EmailDomain.objects.get(domain="x.gov")
    assert (moved.pk, moved.agency.name, moved.suggested_bureau) == (pk, "New Agency", None)


def test_a_domain_that_left_the_registry_ends_today_and_is_not_deleted(load):
    load(GOOD, NIH)
    done = load(GOOD)
    gone = EmailDomain.objects.get(domain="nih.gov")
    assert (gone.until, done.gone) == (timezone.localdate(), 1)
    assert match("nih.gov") == gone  # the last day counts
    assert match("nih.gov", timezone.localdate() + timedelta(days=1)) is None


def test_a_domain_that_comes_back_counts_again_for_whom_the_file_names(load):
    load(GOOD, NIH)
    load(GOOD)
    done = load(GOOD, NIH.replace("Health Department", "Health Agency"))
    back = EmailDomain.objects.get(domain="nih.gov")
    assert (back.until, back.agency.name, done.reopened) == (None, "Health Agency", 1)


def test_what_an_administrator_decided_is_left_alone_by_every_file(load):
    load(GOOD, NIH)
    other = Agency.objects.create(name="Decided Agency", level=Level.EXECUTIVE)
    EmailDomain.objects.filter(domain="nih.gov").update(agency=other, source="decision")
    for lines in ((GOOD, NIH), (GOOD,)):
        done = load(*lines)
        assert (done.changed, done.gone) == (0, 0)
    kept = EmailDomain.objects.get(domain="nih.gov")
    assert (kept.agency, kept.until, kept.source) == (other, None, "decision")


def test_the_registry_and_the_mil_table_leave_each_others_domains_alone(load):
    load(GOOD)
    load(NIH)
    assert EmailDomain.objects.get(domain="army.mil").until is None


def test_the_ledger_tells_the_counts_of_each_file_that_changes_something(load):
    load(GOOD)
    load(GOOD)
    load(GOOD, NIH)
    entries = Entry.objects.filter(verb="agency.registry_imported").order_by("pk")
    none = {"changed": 0, "reopened": 0, "gone": 0}
    assert [entry.facts for entry in entries] == [
        {"file": "gov.csv", "added": 1, **none},
        {"file": "mil.csv", "added": 1, **none},
        {"file": "gov.csv", "added": 1, **none},
    ]
    assert [entry.on.name for entry in entries] == ["gov.csv", "mil.csv", "gov.csv"]


BAD = {
    "x.gov,Borough,X,,Denver,CO": "'Borough' is not a known type",
    "x.gov,,X,,Denver,CO": "'' is not a known type",
    "x.gov,City,,,Denver,CO": "the organization is empty",
    "x.gov,City,(blank),,Denver,CO": "the organization is empty",
    "x.gov": "'' is not a known type",
    "x.com,City,X,,Denver,CO": "'x.com' is not a .gov domain",
    ",City,X,,Denver,CO": "'' is not a .gov domain",
    "gov,City,X,,Denver,CO": "'gov' is not a .gov domain",
    "xgov,City,X,,Denver,CO": "'xgov' is not a .gov domain",
    "x.gov.,City,X,,Denver,CO": "'x.gov.' is not a .gov domain",
    "x..gov,City,X,,Denver,CO": "'x..gov' is not a .gov domain",
    "-x.gov,City,X,,Denver,CO": "'-x.gov' is not a .gov domain",
    "x y.gov,City,X,,Denver,CO": "'x y.gov' is not a .gov domain",
    "еpa.gov,City,X,,Denver,CO": "'еpa.gov' is not a .gov domain",
    "dana@x.gov,City,X,,Denver,CO": "'dana@x.gov' is not a .gov domain",
    f"{'x' * 64}.gov,City,X,,Denver,CO": f"'{'x' * 64}.gov' is not a .gov domain",
    "EPA.gov,City,X,,Denver,CO": "epa.gov is there twice",
    "x.gov,City,X, Inc.,,Denver,CO": "it has more values than there are columns",
    f"x.gov,City,{'X' * 251},,Denver,CO": "a name is longer than 250 characters",
    f"x.gov,City,X,{'Y' * 251},Denver,CO": "a name is longer than 250 characters",
    "x.gov,City,X\u200b,,Denver,CO": "a name has characters that can't be seen",
    "x.gov,City,X\u202egov,,Denver,CO": "a name has characters that can't be seen",
}


@pytest.mark.parametrize(("line", "problem"), BAD.items(), ids=lambda text: ascii(text[:30]))
def test_a_bad_line_is_named_and_nothing_is_loaded(load, line, problem):
    with pytest.raises(BadFile) as caught:
        load(GOOD, f"{line}\n", NIH)
    assert caught.value.problems == [f"line 3: {problem}"]
    assert str(caught.value).startswith("gov.csv: 1 problems, nothing was loaded")
    assert rows() == ([], [])
    assert not Entry.objects.exists()


def test_every_bad_line_is_named_at_once(load):
    with pytest.raises(BadFile) as caught:
        load("x.gov,Borough,X,,,CO\n", GOOD, "y.gov,City,,,,CO\n", GOOD)
    assert [problem.partition(":")[0] for problem in caught.value.problems] == ["line 2", "line 4", "line 5"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("army.mil,,Army", "the department is empty"),
        ("army.gov,DoD,Army", "'army.gov' is not a .mil domain"),
        ("army.mil,DoD,\nARMY.mil,DoD,", "army.mil is there twice"),
    ],
)
def test_a_bad_mil_table_keeps_the_good_registry_out_too(load, line, problem):
    with pytest.raises(BadFile, match=problem):
        load(GOOD, mil=f"{line}\n")
    assert rows() == ([], [])


@pytest.mark.parametrize("column", ["Domain name", "Domain type", "Organization name", "State"])
def test_a_missing_column_is_named(load, column):
    with pytest.raises(BadFile) as caught:
        load(GOOD, head=GOV.replace(column, "Column"))
    assert caught.value.problems == [f"line 1: no column {column!r}"]


def test_an_empty_file_lacks_every_column(load):
    with pytest.raises(BadFile) as caught:
        load(head="")
    assert len(caught.value.problems) == 4


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        (GOV + GOOD).encode() + "x.gov,City,Cañon City,,Cañon City,CO\n".encode("latin-1"),
        (GOV + GOOD).encode("utf-16"),
        (GOV + GOOD).encode() + b'x.gov,City,"X,,Denver,CO\n' + b"y.gov,City,Y,,Denver,CO\n" * 9000,
        (GOV + GOOD).encode() + b"x.gov,City,X\0,,Denver,CO\n",
    ],
    ids=["Latin-1", "UTF-16", "a quotation mark that never ends", "a byte that is no text"],
)
def test_a_file_that_is_no_table_of_utf_8_is_refused_in_words(db, tmp_path, content):
    with pytest.raises(BadFile, match=r"gov\.csv: 1 problems, nothing was loaded\nafter line "):
        import_domains(gov=write(tmp_path / "gov.csv", content))
    assert rows() == ([], [])


# --- the command --------------------------------------------------------------------------------


def command(*flags: str, **files) -> str:
    out = StringIO()
    call_command("import_domains", *flags, stdout=out, **files)
    return out.getvalue().strip()


def files_of(folder: Path, *gov: str) -> dict[str, Path]:
    return {
        "gov": write(folder / "g", (GOV + "".join(gov)).encode()),
        "mil": write(folder / "m", MIL.encode()),
    }


def test_the_command_says_what_it_did(db, tmp_path):
    said = command(**files_of(tmp_path, GOOD))
    assert said == "1 domains of 1 agencies (1 new, 0 changed, 0 reopened, 0 gone)"


def test_the_command_says_what_is_wrong_without_a_traceback(db, tmp_path):
    with pytest.raises(CommandError, match="line 2: the organization is empty"):
        command(gov=write(tmp_path / "g", (GOV + "x.gov,City,,,,\n").encode()))
    with pytest.raises(CommandError, match="No such file"):
        command(gov=tmp_path / "nowhere.csv")


def test_a_dry_run_says_what_an_import_would_do_and_does_nothing(db, tmp_path):
    command(**files_of(tmp_path, GOOD, NIH))
    before = rows()
    said = command("--dry-run", **files_of(tmp_path, NIH.replace("Health Department", "Health Agency")))
    assert "g: 0 added, 1 changed, 0 reopened, 1 gone, 0 unchanged, 0 decided here" in said
    assert "gone\tepa.gov\tEnvironmental Protection Agency (Federal executive)" in said
    assert rows() == before


def test_one_file_leaves_the_domains_of_the_other_alone(db, tmp_path):
    write(tmp_path / "mil", (MIL + "army.mil,Department of Defense,\n").encode())
    command(mil=tmp_path / "mil")
    command(gov=write(tmp_path / "gov", (GOV + GOOD).encode()))
    assert set(EmailDomain.objects.values_list("domain", "until")) == {("army.mil", None), ("epa.gov", None)}


def test_a_file_that_is_cut_off_is_not_imported_by_the_command_unless_forced(db, tmp_path):
    lines = [f"x{number}.gov,City,City {number},,X,CO\n" for number in range(30)]
    command(**files_of(tmp_path, *lines))
    with pytest.raises(CommandError, match="cut off"):
        command(**files_of(tmp_path, *lines[:5]))
    assert not EmailDomain.objects.filter(until__isnull=False).exists()
    command("--force", **files_of(tmp_path, *lines[:5]))
    assert EmailDomain.objects.filter(until__isnull=False).count() == 25


def test_setting_the_site_up_again_leaves_a_newer_registry_alone(site, tmp_path):
    command(**files_of(tmp_path, GOOD))
    call_command("set_up", stdout=StringIO())
    assert list(EmailDomain.objects.values_list("domain", "until")) == [("epa.gov", None)]
