"""Members find each other by words; nobody else finds anybody."""

import pytest
from django.core.cache import cache
from django.http import Http404, QueryDict
from django.urls import reverse

from communities.members.editing import edit_profile
from communities.members.indexing import index_member
from communities.members.models import Standing, User
from communities.members.reading.asking import Asked
from communities.members.reading.directory import DirectoryPage, directory
from tests import make


@pytest.fixture
def people(site) -> dict[str, User]:
    epa = make.agency(abbreviation="EPA")
    water = make.agency("Office of Water", parent=epa, abbreviation="OW")
    dana = make.member(
        "Dana Whitfield", title="Editor", bureau=water, expertise=["captions", "plain-language"]
    )
    park = make.agency("National Park Service", abbreviation="NPS")
    make.domain("nps.gov", of=park)
    luis = make.member("Luis Ortega", email="luis@nps.gov", ask_me_about="Live video from a canyon")
    return {"dana": dana, "luis": luis}


def page(address: str = "", number: int = 1) -> DirectoryPage:
    return directory(Asked.from_address(QueryDict(address)), number=number)


def found(text: str, **parameters) -> list[str]:
    query = QueryDict(mutable=True)
    query.update({"q": text, **parameters})
    return [card["name"] for card in page(query.urlencode()).page.items]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["Dana Whitfield", "Luis Ortega"]),
        ("whitfield", ["Dana Whitfield"]),
        ("WHIT", ["Dana Whitfield"]),
        ("dana whitfield", ["Dana Whitfield"]),
        ("whitfield, dana", ["Dana Whitfield"]),
        ("editor", ["Dana Whitfield"]),
        ("editors", ["Dana Whitfield"]),
        ("EPA", ["Dana Whitfield"]),
        ("nps", ["Luis Ortega"]),
        ("ow", ["Dana Whitfield"]),
        ("office of water", ["Dana Whitfield"]),
        ("national park", ["Luis Ortega"]),
        ("captions", ["Dana Whitfield"]),
        ("captioning", ["Dana Whitfield"]),
        ("Plain-Lang", ["Dana Whitfield"]),
        ("canyon", ["Luis Ortega"]),
        ("who knows captions", []),
        ("the captions", ["Dana Whitfield"]),
        ("nps captions", []),
        ("zzzzzz", []),
        ("%", []),
        ("_", []),
        ("!!! ???", []),
        ("' OR 1=1 --", []),
        ("':* & !", []),
        ("x " * 500, []),
    ],
)
def test_people_are_found_by_name_title_agency_expertise_and_what_to_ask(people, text, names):
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("whitfeild", ["Dana Whitfield"]),
        ("ortgea", ["Luis Ortega"]),
        ("captoins", ["Dana Whitfield"]),
        ("dana whitfeild", ["Dana Whitfield"]),
        ("enviromental protection", ["Dana Whitfield"]),
        ("whitfeild nps", []),
    ],
)
def test_a_slip_of_the_fingers_still_finds_them_and_the_page_says_so(people, text, names):
    assert found(text) == names
    assert page(f"q={text}").guessed == bool(names)
    assert not page("q=whitfield").guessed


def test_accents_and_capitals_make_no_difference(people):
    make.member("Tomás Ibáñez Łuk")
    for text in ("tomas", "TOMÁS", "ibanez", "luk"):
        assert found(text) == ["Tomás Ibáñez Łuk"], text


def test_the_very_name_stands_first_then_names_then_the_rest(people):
    make.member("Ann Canyon")
    make.member("Canyon Anderson-Canyon")
    make.member("Canyon")
    assert found("canyon")[0] == "Canyon"
    assert found("canyon")[-1] == "Luis Ortega"


def test_people_stand_by_name_whatever_the_case_and_accents(db):
    for name in ("Zoe", "adam", "Carl", "Élodie", "bea"):
        make.member(name)
    assert found("") == ["adam", "bea", "Carl", "Élodie", "Zoe"]


def test_who_joined_last_stands_first_when_that_is_asked_for(people):
    make.member("Aaron Newest")
    assert found("", sort="joined") == ["Aaron Newest", "Luis Ortega", "Dana Whitfield"]
    assert found("", sort="hostile") == found("")


@pytest.mark.parametrize(
    "standing", [Standing.ARRIVING, Standing.WAITING, Standing.DECLINED, Standing.CLOSED]
)
def test_who_is_not_a_member_is_not_in_the_directory(people, standing):
    User.objects.filter(pk=people["luis"].pk).update(standing=standing)
    index_member(people["luis"])
    assert found("") == ["Dana Whitfield"]
    assert found("canyon") == []


def test_an_account_that_is_not_open_is_not_in_the_directory(people):
    User.objects.filter(pk=people["luis"].pk).update(is_active=False)
    index_member(people["luis"])
    assert found("") == ["Dana Whitfield"]


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


@pytest.mark.parametrize(
    "address",
    [
        "/people/",
        "/people/?q=member",
        "/people/?q=membre",
        "/people/?expertise=captions&level=executive",
        "/people/?expertise=captions&level=executive&agency=1&q=membre&sort=joined",
    ],
)
def test_the_directory_costs_at_most_eight_queries_besides_the_session_and_as_many_for_fifty_as_for_one(
    db, site, client, address, queries
):
    """The session is read from the cache in production, and from the database here."""
    epa = make.agency()
    address = address.replace("agency=1", f"agency={epa.pk}")
    make.sign_in(client, make.member("Member 0", expertise=["captions"], city="Denver"))
    client.get(address)
    cache.clear()
    few = queries(lambda: client.get(address))
    for _ in range(49):
        make.member(expertise=["captions", "video"], city="Denver")
    many = queries(lambda: client.get(address))
    again = queries(lambda: client.get(address))
    assert len(many) == len(few) <= 8 + 1, [query["sql"][:200] for query in many]
    assert len(again) == 3 + 1, [query["sql"][:200] for query in again]


def test_a_list_that_was_shown_is_made_anew_as_soon_as_anything_in_it_changes(db, site, client):
    dana = make.member("Dana Whitfield", city="Denver")
    make.sign_in(client, make.member("Toby Marsh"))
    assert "Denver" in client.get("/people/").content.decode()
    edit_profile(dana, by=dana, name=dana.name, expertise=[], city="Boise")
    page = client.get("/people/").content.decode()
    assert "Boise" in page and "Denver" not in page
    joined = make.member("Nora Newcomer")
    assert joined.name in client.get("/people/").content.decode()


def test_what_is_kept_of_a_list_is_the_same_for_whoever_looks(db, site, client):
    admin, toby = make.administrator(), make.member("Toby Marsh")
    seen = []
    for person in (admin, toby):
        cache.clear()
        make.sign_in(client, person)
        seen.append(client.get("/people/").context["found"])
    assert seen[0] == seen[1] and "Toby Marsh" in seen[0]


def test_the_last_page_costs_what_the_first_costs(db, site, client, queries):
    make.sign_in(client, make.member())
    for _ in range(41):
        make.member(expertise=["captions"])
    client.get("/people/")
    first, last = (queries(lambda number=number: client.get(f"/people/?page={number}")) for number in (1, 3))
    assert len(first) == len(last) <= 8


def test_each_member_stands_on_exactly_one_page(db):
    names = [make.member().name for _ in range(45)]
    for order in ("name", "joined"):
        seen = [card["name"] for number in (1, 2, 3) for card in page(f"sort={order}", number).page.items]
        assert sorted(seen) == sorted(names)
    with pytest.raises(Http404):
        page("", 4)


@pytest.mark.parametrize("number", ["0", "-1", "x", "2", "999999", "9" * 400])
def test_a_page_of_the_directory_that_is_not_there_does_not_exist(people, client, site, number):
    make.sign_in(client, people["dana"])
    assert client.get("/people/", {"page": number}).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "agency=999999",
        "agency=abc",
        "agency=-1",
        "agency=" + "9" * 500,
        "agency=%00",
        "agency=1%00",
        "expertise=no-such-tag",
        "expertise=' OR 1=1 --",
        "level=kingdom",
        "state=ZZ",
        "zone=../../etc/passwd",
        "language=klingon",
        "help=perhaps",
        "platform=" + "x" * 10_000,
        "q=" + "x" * 10_000,
        "q=" + "%F0%9F%98%80" * 100,
        "q=%00",
        "q=%FF%FE",
        "q=%E2%80%AE%E2%80%8B",
        "sort=%00&all=%00",
        "all=everybody",
        "&".join(f"expertise=tag-{number}" for number in range(500)),
        "q=dana&q=luis&agency=&agency=",
    ],
)
def test_whatever_the_address_holds_there_is_a_page(people, client, site, query):
    make.sign_in(client, people["dana"])
    assert client.get(f"/people/?{query}").status_code == 200


def test_a_filter_that_names_nothing_is_left_out_and_the_page_says_so(people, client, site):
    make.sign_in(client, people["dana"])
    response = client.get("/people/?expertise=no-such-tag")
    assert b"not known here" in response.content and b"Luis Ortega" in response.content


def test_what_was_searched_for_is_shown_as_text(people, client, site):
    make.sign_in(client, people["dana"])
    html = client.get("/people/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html and "<script>alert" not in html


def test_a_profile_costs_at_most_eight_queries(people, client, site, queries):
    make.sign_in(client, people["dana"])
    client.get(people["luis"].get_absolute_url())
    assert len(queries(lambda: client.get(people["luis"].get_absolute_url()))) <= 8
