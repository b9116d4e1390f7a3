"""A file of the registry on the pages of an administrator: shown, confirmed, and what was done."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from communities.agencies.importing import difference_of
from communities.agencies.models import EmailDomain, RegistryUpload
from communities.agencies.registry import GOV
from tests import make
from tests.agencies.test_comparing import EPA, NIH, TOWN, gov
from tests.tools import browser


@pytest.fixture
def administrator(site):
    return make.administrator()


@pytest.fixture
def office(administrator):
    return browser(administrator)


def send(client, content: bytes, name: str = "current-full.csv"):
    return client.post("/admin/registry_files/new/", {"file": SimpleUploadedFile(name, content)})


def confirm(client, response):
    """Press the button of the page to which a file that was handed in leads."""
    address = response.headers["Location"]
    found = client.get(address).context["found"]
    return client.post(address, {"shown": found.fingerprint} | ({"sure": "on"} if found.drastic else {}))


def shown(client, address: str) -> dict[str, list]:
    return {str(group["title"]): group["rows"] for group in client.get(address).context["groups"]}


def test_a_file_is_shown_before_it_acts_and_then_does_exactly_that(office):
    confirm(office, send(office, gov(EPA, NIH, TOWN)))
    moved = TOWN.replace("Town of Town", "Town of Other")
    address = send(office, gov(EPA, moved, "new.gov,City,New,,New,CO")).headers["Location"]
    groups = shown(office, address)
    town = "{} (City or town, CO)".format
    assert groups["Added"] == [["new.gov", "", town("New")]]
    assert groups["Changed"] == [["town.gov", town("Town of Town"), town("Town of Other")]]
    assert [row[0] for row in groups["Gone"]] == ["nih.gov"]
    assert not EmailDomain.objects.filter(domain="new.gov").exists()
    upload = RegistryUpload.objects.latest("pk")
    response = office.post(address, {"shown": difference_of(upload).fingerprint})
    assert response.status_code == 302 and EmailDomain.objects.filter(domain="new.gov").exists()
    assert EmailDomain.objects.get(domain="nih.gov").until == timezone.localdate()
    assert shown(office, address) == groups  # what was done can be read afterwards
    assert "What the import did" in office.get(address).content.decode()


def test_bad_lines_are_named_beside_the_field_and_nothing_is_kept(office):
    lines = [f"x{number}.gov,Borough,X,,X,CO" for number in range(60)]
    page = send(office, gov(EPA, *lines)).content.decode()
    assert "line 3: &#x27;Borough&#x27; is not a known type" in page and "and 10 more lines" in page
    assert not RegistryUpload.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The submitted file is empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "this is not text"),
        (b"name,age\nDana,40\n", "the registry has the columns"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
    ids=["empty", "a picture", "another table", "too large"],
)
def test_what_is_no_file_of_the_registry_is_refused_in_words(office, content, sentence):
    assert sentence in send(office, content).content.decode()
    assert not RegistryUpload.objects.exists()


def test_a_name_that_is_markup_is_shown_as_text(office):
    response = send(office, gov("x.gov,City,<script>alert(1)</script>,,X,CO"), name="<b>x</b>.csv")
    page = office.get(response.headers["Location"]).content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page and "<b>x</b>" not in page


def test_a_confirmation_of_an_old_page_shows_the_new_difference(office):
    first, second = send(office, gov(EPA, TOWN)), send(office, gov(EPA, NIH))
    address = second.headers["Location"]
    old = office.get(address).context["found"].fingerprint
    confirm(office, first)
    response = office.post(address, {"shown": old})
    assert "The tables have changed since you looked" in response.content.decode()
    assert [row[0] for row in {str(g["title"]): g["rows"] for g in response.context["groups"]}["Gone"]] == [
        "town.gov"
    ]
    assert EmailDomain.objects.get(domain="town.gov").until is None
    assert office.post(address, {"shown": response.context["found"].fingerprint}).status_code == 302
    assert EmailDomain.objects.get(domain="town.gov").until is not None


def test_a_file_that_seems_cut_off_needs_a_tick(office):
    lines = [f"x{number}.gov,City,City {number},,X,CO" for number in range(30)]
    confirm(office, send(office, gov(EPA, *lines)))
    address = send(office, gov(EPA)).headers["Location"]
    fingerprint = office.get(address).context["found"].fingerprint
    page = office.post(address, {"shown": fingerprint}).content.decode()
    assert "Many domains would end" in page and not EmailDomain.objects.filter(until__isnull=False).exists()
    assert office.post(address, {"shown": fingerprint, "sure": "on"}).status_code == 302
    assert EmailDomain.objects.filter(until__isnull=False).count() == 30


def test_people_whose_domain_goes_are_named_and_only_they(office):
    confirm(office, send(office, gov(EPA, NIH, TOWN)))
    people = {"Ann Nih": "ann@nih.gov", "Bo Labs": "bo@labs.nih.gov", "Cy Epa": "cy@epa.gov"}
    for name, email in people.items():
        make.member(name, email=email)
    response = office.get(send(office, gov(EPA)).headers["Location"])
    assert [(str(each.person), each.domain) for each in response.context["affected"]] == [
        ("Ann Nih", "nih.gov"),
        ("Bo Labs", "nih.gov"),
    ]
    assert response.context["affected_total"] == 2


def test_a_discarded_file_changes_nothing(office):
    address = send(office, gov(EPA, TOWN)).headers["Location"]
    assert office.post(address, {"discard": "1"}).status_code == 302
    assert not EmailDomain.objects.filter(domain="town.gov").exists()
    page = office.post(address, {"shown": "x"}, follow=True).content.decode()
    assert "This file is decided about: it is discarded." in page


def test_the_difference_can_be_downloaded_before_and_after(office):
    response = send(office, gov(EPA, "x.gov,City,=1+1,,X,CO"))
    address = response.headers["Location"].replace("inspect", "difference")

    def table():
        content = b"".join(office.get(address).streaming_content).decode()
        return list(csv.reader(io.StringIO(content)))

    before = table()
    assert before[0] == ["kind", "domain", "was", "now"]
    assert ["added", "x.gov", "", "'=1+1 (City or town, CO)"] in before
    confirm(office, response)
    assert table() == before


def test_the_whole_registry_is_shown_in_parts_and_imported_in_seconds(office):
    started = timezone.now()
    response = send(office, GOV.read_bytes())
    page = office.get(response.headers["Location"])
    assert [len(group["rows"]) for group in page.context["groups"]] == [200, 0, 0, 0]
    assert page.context["groups"][0]["total"] >= 16_000
    assert confirm(office, response).status_code == 302
    assert EmailDomain.objects.count() >= 16_539
    assert (
        timezone.now() - started
    ).total_seconds() < 60  # a machine that does much else; alone it takes five
