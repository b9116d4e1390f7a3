"""Members find each other; nobody else finds anybody."""

import pytest
from django.urls import reverse

from communities.members.models import Standing, User
from communities.members.reading import directory as reading
from tests import make


@pytest.fixture
def people(db) -> dict[str, User]:
    epa = make.agency(abbreviation="EPA")
    region = make.agency("Office of Water", parent=epa, abbreviation="OW")
    dana = make.member(
        "Dana Whitfield", title="Editor", bureau=region, expertise=["captions", "plain-language"]
    )
    park = make.agency("National Park Service", abbreviation="NPS")
    make.domain("nps.gov", of=park)
    luis = make.member("Luis Ortega", email="luis@nps.gov", ask_me_about="Live video from a canyon")
    return {"dana": dana, "luis": luis}


def found(viewer: User | None, text: str) -> list[str]:
    return [person.name for person in reading.directory(viewer, text=text, number=1).items]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["Dana Whitfield", "Luis Ortega"]),
        ("whitfield", ["Dana Whitfield"]),
        ("WHIT", ["Dana Whitfield"]),
        ("dana whitfield", ["Dana Whitfield"]),
        ("whitfield dana", ["Dana Whitfield"]),
        ("editor", ["Dana Whitfield"]),
        ("EPA", ["Dana Whitfield"]),
        ("nps", ["Luis Ortega"]),
        ("ow", ["Dana Whitfield"]),
        ("office of water", ["Dana Whitfield"]),
        ("national park", ["Luis Ortega"]),
        ("captions", ["Dana Whitfield"]),
        ("Plain-Lang", ["Dana Whitfield"]),
        ("canyon", ["Luis Ortega"]),
        ("nps captions", []),
        ("nobody", []),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("x " * 500, []),
    ],
)
def test_people_are_found_by_name_title_agency_and_expertise(people, text, names):
    assert found(people["dana"], text) == names


def test_people_stand_by_name_whatever_the_case(db):
    viewer = make.member("bea")
    for name in ("Zoe", "adam", "Carl"):
        make.member(name)
    assert found(viewer, "") == ["adam", "bea", "Carl", "Zoe"]


@pytest.mark.parametrize("standing", [Standing.ARRIVING, Standing.WAITING, Standing.DECLINED])
def test_who_is_not_a_member_is_not_in_the_directory(people, standing):
    User.objects.filter(pk=people["luis"].pk).update(standing=standing)
    assert found(people["dana"], "") == ["Dana Whitfield"]


def test_a_closed_account_is_not_in_the_directory(people):
    User.objects.filter(pk=people["luis"].pk).update(is_active=False)
    assert found(people["dana"], "") == ["Dana Whitfield"]


def test_a_visitor_sees_nobody(people):
    assert found(None, "") == []
    assert not User.objects.visible_to(None).exists()


def test_a_visitor_is_asked_to_sign_in_and_comes_back(people, client, site):
    response = client.get("/people/?q=dana")
    assert response.headers["Location"] == "/accounts/login/code/?next=/people/%3Fq%3Ddana"
    profile = client.get(people["dana"].get_absolute_url())
    assert (profile.status_code, b"Whitfield" in profile.content) == (302, False)


def test_who_waits_sees_nobody(people, client, site):
    make.sign_in(client, make.waiting().person)
    for address in ("/people/", people["dana"].get_absolute_url()):
        assert client.get(address).headers["Location"] == reverse("member_waiting")


@pytest.mark.parametrize("slug", ["nobody", "wanda-clerk", "0"])
def test_a_profile_that_a_member_may_not_see_does_not_exist(people, client, site, slug):
    make.waiting()
    make.sign_in(client, people["dana"])
    assert client.get(f"/people/{slug}/").status_code == 404


@pytest.mark.parametrize("address", ["/people/", "/people/?q=member"])
def test_the_directory_costs_as_many_queries_for_thirty_people_as_for_one(db, site, client, address, queries):
    make.sign_in(client, make.member("Member 0", expertise=["captions"], city="Denver"))
    client.get(address)
    few = queries(lambda: client.get(address))
    for _ in range(29):
        make.member(expertise=["captions", "video"], city="Denver")
    many = queries(lambda: client.get(address))
    assert len(many) == len(few) <= 8, [query["sql"][:200] for query in many]


def test_the_last_page_costs_what_the_first_costs(db, site, client, queries):
    make.sign_in(client, make.member())
    for _ in range(61):
        make.member(expertise=["captions"])
    client.get("/people/")
    first, last = (queries(lambda page=page: client.get(f"/people/?page={page}")) for page in (1, 3))
    assert len(first) == len(last) <= 8


@pytest.mark.parametrize("page", ["0", "-1", "x", "2", "9" * 400])
def test_a_page_of_the_directory_that_is_not_there_does_not_exist(people, client, site, page):
    make.sign_in(client, people["dana"])
    assert client.get("/people/", {"page": page}).status_code == 404


def test_what_was_searched_for_is_shown_as_text(people, client, site):
    make.sign_in(client, people["dana"])
    page = client.get("/people/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page and "<script>alert" not in page


def test_a_profile_costs_at_most_eight_queries(people, client, site, queries):
    make.sign_in(client, people["dana"])
    client.get(people["luis"].get_absolute_url())
    assert len(queries(lambda: client.get(people["luis"].get_absolute_url()))) <= 8
