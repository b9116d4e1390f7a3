"""The pages of agencies: everybody sees the agency, members see who works there."""

import pytest

from communities.agencies.models import Agency, Level
from communities.members.models import User
from communities.spaces.models import Visibility
from tests import make


@pytest.fixture
def epa(site) -> Agency:
    return make.agency(abbreviation="EPA", website="https://www.epa.gov/")


@pytest.fixture
def water(epa) -> Agency:
    return make.agency("Office of Water", parent=epa, abbreviation="OW")


@pytest.fixture
def dana(epa, water) -> User:
    make.agency("Office of Air", parent=epa)
    make.agency("Village of Nowhere", level=Level.CITY, state="KS")
    make.member("Ann Other")
    return make.member("Dana Whitfield", bureau=water, title="Editor")


def html(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.headers
    return response.content.decode()


def test_a_member_sees_who_works_there_and_in_its_bureaus(client, site, epa, water, dana):
    make.sign_in(client, dana)
    page = html(client, epa.get_absolute_url())
    for words in ("Environmental Protection Agency", "EPA", "Federal executive", "https://www.epa.gov/"):
        assert words in page
    assert "Dana Whitfield" in page and "Ann Other" in page
    assert f'href="/people/?agency={epa.pk}"' in page
    assert page.index("Office of Water</a>") < page.index("Office of Air</a>")  # with members first
    bureau = html(client, water.get_absolute_url())
    assert "Dana Whitfield" in bureau and "Ann Other" not in bureau and epa.get_absolute_url() in bureau


def test_a_visitor_sees_the_agency_and_nobody_in_it(client, site, epa, dana):
    page = html(client, epa.get_absolute_url())
    assert "Office of Water" in page and "https://www.epa.gov/" in page
    assert (
        "Whitfield" not in page
        and "Ann Other" not in page
        and "1 member" not in page
        and "2 member" not in page
    )
    listed = html(client, "/agencies/")
    assert "Environmental Protection Agency" in listed and "2 members" not in listed


def test_what_its_people_started_in_public_is_there_and_nothing_else(client, site, epa, dana):
    for visibility in Visibility.values:
        place = make.community(f"A {visibility} place", visibility=visibility)
        make.give_role(place, dana, "lead", by=None)
        make.topic(place, by=dana, title=f"Said to {visibility}")
    other = make.agency("National Park Service")
    make.domain("nps.gov", of=other)
    luis = make.member("Luis Ortega", email="luis@nps.gov")
    place = make.community()
    make.give_role(place, luis, "lead", by=None)
    make.topic(place, by=luis, title="Said by another")
    page = html(client, epa.get_absolute_url())
    assert "Said to public" in page
    assert not [words for words in ("Said to members", "Said to private", "Said by another") if words in page]
    assert "A public place</a>" not in page  # who belongs where is for members
    make.sign_in(client, luis)
    page = html(client, epa.get_absolute_url())
    assert "Said to public" in page and "Said to members" not in page
    assert "A public place</a>" in page and "A members place</a>" in page and "A private place" not in page


@pytest.mark.parametrize("slug", ["wrong", "environmental", "0"])
def test_an_address_with_another_slug_leads_to_the_right_one(client, site, epa, slug):
    response = client.get(f"/agencies/{epa.pk}/{slug}/")
    assert (response.status_code, response.headers["Location"]) == (301, epa.get_absolute_url())


def test_an_agency_that_was_merged_leads_to_the_other(client, site, epa):
    gone = make.agency("Agency of Yesterday")
    Agency.objects.filter(pk=gone.pk).update(merged_into=epa)
    assert client.get(gone.get_absolute_url()).headers["Location"] == epa.get_absolute_url()


def test_an_agency_that_is_not_there_does_not_exist(client, site, db):
    assert client.get("/agencies/999999/nothing/").status_code == 404


def test_a_name_without_letters_still_has_an_address(db):
    assert make.agency("北京").get_absolute_url().endswith("/agency/")


def test_the_list_has_those_with_members_and_by_search_all_others(client, site, epa, dana):
    make.sign_in(client, dana)
    page = html(client, "/agencies/")
    assert "Environmental Protection Agency" in page and "2 members" in page and "Nowhere" not in page
    assert "Village of Nowhere" in html(client, "/agencies/?q=nowhere")
    assert "Village of Nowhere" in html(client, "/agencies/?level=city")
    assert "Environmental" not in html(client, "/agencies/?level=city")
    assert "Environmental Protection" in html(client, "/agencies/?q=epa")
    assert "Office of Water" in html(client, "/agencies/?q=water+office")


def test_a_misspelt_agency_is_suggested(client, site, dana):
    page = html(client, "/agencies/?q=Enviromental+Protecton")
    assert "These are spelt alike" in page and "Environmental Protection Agency" in page


@pytest.mark.parametrize(
    "query", ["q=%00", "level=kingdom", "q=" + "x" * 10_000, "q=%25", "q='--", "q=%F0%9F%98%80", "level=%00"]
)
def test_whatever_the_address_of_the_list_holds_there_is_a_page(client, site, dana, query):
    assert client.get(f"/agencies/?{query}").status_code == 200


@pytest.mark.parametrize("page", ["0", "abc", "999999", "-1"])
def test_a_page_of_the_list_that_is_not_there_does_not_exist(client, site, dana, page):
    assert client.get(f"/agencies/?page={page}").status_code == 404


def test_an_agency_costs_at_most_eight_queries_and_as_many_for_many_people(client, site, epa, dana, queries):
    place = make.community()
    make.give_role(place, dana, "lead", by=None)
    make.topic(place, by=dana)
    make.sign_in(client, dana)
    for address in (epa.get_absolute_url(), "/agencies/", "/agencies/?q=agency&level=executive"):
        client.get(address)
        few = queries(lambda address=address: client.get(address))
        for number in range(6):
            make.agency(f"Agency {address} {number}")
            make.topic(place, by=dana)
            make.member()
        many = queries(lambda address=address: client.get(address))
        assert len(many) == len(few) <= 8, [query["sql"][:150] for query in many]
