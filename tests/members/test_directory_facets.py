"""The directory narrowed by facets: what is counted, what a choice leads to, and what nobody may find."""

import pytest
from django.http import QueryDict

from communities.agencies.models import Level
from communities.members.models import PARTS, Audience, User
from communities.members.reading import counting
from communities.members.reading.asking import Asked
from communities.members.reading.directory import DirectoryPage, FacetView, ValueView, directory
from tests import make


def page(address: str = "", number: int = 1) -> DirectoryPage:
    return directory(Asked.from_address(QueryDict(address)), number=number)


def found(address: str) -> list[str]:
    return [card["name"] for card in page(address).page.items]


def facet(address: str, slug: str) -> FacetView | None:
    return next((each for each in page(address).facets if each.slug == slug), None)


def counts(address: str, slug: str) -> dict[str, int]:
    """The values of a facet as they stand on the page."""
    view = facet(address, slug)
    return {each.name: int(each.people) for each in view.values} if view else {}


def value(address: str, slug: str, name: str) -> ValueView:
    values = facet(address, slug).values
    every = [*values, *(bureau for each in values for bureau in each.bureaus)]
    return next(each for each in every if each.name == name)


@pytest.fixture(params=["by rows", "by bits"])
def both_ways(request, monkeypatch):
    """Few people are counted in another way than many; the page must not show which."""
    if request.param == "by bits":
        monkeypatch.setattr(counting, "FEW", -1)
        monkeypatch.setattr("communities.members.reading.directory.FEW", -1)


@pytest.fixture
def people(db) -> dict[str, User]:
    """Four people: EPA (two, one of them in a bureau), the Park Service, and the city of Boulder."""
    epa = make.agency(abbreviation="EPA")
    water = make.agency("Office of Water", parent=epa, abbreviation="OW")
    parks = make.agency("National Park Service", abbreviation="NPS")
    boulder = make.agency("City of Boulder", level=Level.CITY, state="CO")
    make.domain("nps.gov", of=parks)
    make.domain("bouldercolorado.gov", of=boulder)
    x, instagram = make.platform("x"), make.platform("instagram")
    return {
        "ann": make.member("Ann", expertise=["captions", "video"], platforms=[x, instagram], state="CO"),
        "bob": make.member("Bob", bureau=water, expertise=["captions"], platforms=[x], happy_to_help=True),
        "cyd": make.member(
            "Cyd", email="c@nps.gov", expertise=["video"], languages=["es", "ase"], state="CO"
        ),
        "dee": make.member(
            "Dee",
            email="d@bouldercolorado.gov",
            state="CO",
            time_zone="America/Denver",
            platforms=[instagram],
        ),
    }


def test_each_facet_counts_everybody_when_nothing_is_chosen(people):
    assert page().page.total == 4
    assert counts("", "agency") == {"EPA": 2, "City of Boulder": 1, "NPS": 1}
    assert counts("", "level") == {"Federal executive": 3, "City or town": 1}
    assert counts("", "expertise") == {"captions": 2, "video": 2}
    assert counts("", "platform") == {"Instagram": 2, "X": 2}
    assert counts("", "state") == {"Colorado": 3}
    assert counts("", "zone") == {"Mountain": 1}
    assert counts("", "language") == {"American Sign Language": 1, "Spanish": 1}
    assert counts("", "help") == {"Happy to help": 1}


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("expertise=captions", ["Ann", "Bob"]),
        ("expertise=captions&expertise=video", ["Ann", "Bob", "Cyd"]),
        ("expertise=video&platform=x", ["Ann"]),
        ("expertise=video&platform=x&platform=instagram", ["Ann"]),
        ("state=CO&level=city", ["Dee"]),
        ("state=CO&level=city&level=executive", ["Ann", "Cyd", "Dee"]),
        ("language=es&help=yes", []),
        ("language=ase", ["Cyd"]),
        ("zone=America/Denver", ["Dee"]),
        ("help=yes", ["Bob"]),
        ("q=captions&platform=instagram", ["Ann"]),
        ("q=captoins&platform=instagram", ["Ann"]),
    ],
)
def test_facets_narrow_together_and_the_values_of_one_widen(people, both_ways, address, names):
    assert found(address) == names
    assert page(address).page.total == len(names)


def test_counts_follow_what_is_chosen_elsewhere_and_not_what_is_chosen_here(people, both_ways):
    chosen = "expertise=captions"
    assert counts(chosen, "expertise") == {"captions": 2, "video": 2}
    assert counts(chosen, "platform") == {"X": 2, "Instagram": 1}
    assert counts(chosen, "agency") == {"EPA": 2}
    assert counts(chosen, "state") == {"Colorado": 1}
    chosen = "expertise=captions&platform=instagram"
    assert counts(chosen, "expertise") == {"captions": 1, "video": 1}
    assert counts(chosen, "platform") == {"Instagram": 1, "X": 2}
    assert counts(chosen, "agency") == {"EPA": 1}


def test_counts_follow_the_words_too(people, both_ways):
    assert counts("q=captions", "platform") == {"X": 2, "Instagram": 1}
    assert counts("q=captions&platform=instagram", "platform") == {"Instagram": 1, "X": 2}
    assert counts("q=captions&platform=instagram", "state") == {"Colorado": 1}


def test_every_count_is_what_choosing_it_finds(people, both_ways):
    """Follow every link of every facet, from several pages: as many are found as it said."""
    followed = 0
    for start in ("", "expertise=video", "state=CO&platform=instagram", "q=captions", "level=city&state=CO"):
        for each in page(start).facets:
            for choice in each.values:
                if not choice.is_chosen:
                    last = QueryDict(choice.url.lstrip("?")).getlist(each.slug)[-1]
                    alone = Asked.from_address(QueryDict(start)).having(each.slug, [last])
                    total = page(alone.lstrip("?")).page.total
                    assert total == int(choice.people), (start, each.slug, choice)
                    followed += 1
    assert followed >= 30


def test_a_department_holds_its_bureaus_and_opens_to_show_them(people, both_ways):
    epa, water = make.agency(), make.agency("Office of Water", parent=make.agency())
    assert found(f"agency={epa.pk}") == ["Ann", "Bob"]
    assert found(f"agency={water.pk}") == ["Bob"]
    assert not any(each.bureaus for each in facet("", "agency").values)
    assert [(each.name, each.people) for each in value(f"agency={epa.pk}", "agency", "EPA").bureaus] == [
        ("OW", "1")
    ]
    assert value(f"agency={epa.pk}", "agency", "OW").url == f"?agency={water.pk}"
    assert value(f"agency={water.pk}", "agency", "EPA").url == f"?agency={epa.pk}"
    assert value(f"agency={water.pk}", "agency", "OW").is_chosen


def test_choosing_again_takes_a_value_away(people):
    assert value("expertise=video&platform=x", "platform", "X").url == "?expertise=video"
    assert value("expertise=video", "expertise", "captions").url == "?expertise=video&expertise=captions"


def test_each_choice_is_a_chip_that_can_be_removed(people):
    chips = {chip.name: chip.url for chip in page("q=captions&expertise=video&state=CO").chips}
    assert chips == {
        "captions": "?expertise=video&state=CO",
        "video": "?q=captions&state=CO",
        "Colorado": "?q=captions&expertise=video",
    }


def test_when_nobody_is_found_the_page_says_what_would_help(people, both_ways):
    ways = [(chip.name, chip.without) for chip in page("language=es&help=yes").ways]
    assert sorted(ways) == [("Happy to help", 1), ("Spanish", 1)]
    assert page("language=es&help=yes&state=GU").ways == []


def test_an_agency_without_members_is_named_and_finds_nobody(people, both_ways):
    lonely = make.agency("Village of Nowhere", level=Level.CITY, state="KS")
    view = page(f"agency={lonely.pk}&state=CO")
    assert (view.page.total, view.unknown) == (0, False)
    assert [(chip.name, chip.without or 0) for chip in view.chips] == [
        ("Village of Nowhere", 3),
        ("Colorado", 0),
    ]


def test_a_long_facet_shows_the_most_frequent_and_more_when_asked(db):
    for number in range(9):
        make.member(expertise=[f"skill-{other}" for other in range(number, min(number + 5, 9))])
    few, many = facet("", "expertise"), facet("all=expertise", "expertise")
    assert (len(few.values), few.more_url) == (6, "?all=expertise")
    assert (len(many.values), many.less_url) == (9, "?")
    people = [int(each.people) for each in many.values]
    assert people == sorted(people, reverse=True)


def test_what_is_chosen_stands_first_even_when_it_is_rare(db):
    for number in range(9):
        make.member(expertise=[f"skill-{other}" for other in range(number, min(number + 5, 9))])
    assert facet("expertise=skill-0", "expertise").values[0].name == "skill 0"


HIDDEN = {
    "place": ({"city": "Boulder", "state": "CO"}, ["q=boulder", "q=colorado", "state=CO"]),
    "time_zone": ({"time_zone": "America/Denver"}, ["zone=America/Denver"]),
    "platforms": ({}, ["q=mastodon", "platform=mastodon"]),
    "expertise": ({}, ["q=falconry", "q=falconri", "expertise=falconry"]),
    "ask_me_about": ({"ask_me_about": "Zeppelins"}, ["q=zeppelins", "q=zeppelin", "q=zepelins"]),
    "languages": ({"languages": ["haw"]}, ["language=haw"]),
}


@pytest.mark.parametrize("part", HIDDEN)
@pytest.mark.parametrize("audience", Audience)
def test_what_a_member_shows_to_nobody_is_neither_found_nor_counted(db, part, audience, both_ways):
    fields, addresses = HIDDEN[part]
    fields = {"platforms": [make.platform("mastodon")], **fields, f"audience_{part}": audience}
    make.member("Ann", expertise=["falconry"], **fields)
    make.member("Bob")
    names = [] if audience == Audience.NOBODY else ["Ann"]
    for address in addresses:
        assert found(address) == names, address
    slugs = {each.slug for each in page().facets}
    hidden = {"place": "state", "time_zone": "zone", "platforms": "platform", "languages": "language"}
    slug = hidden.get(part, part)
    assert (slug in slugs) == (audience != Audience.NOBODY and slug != "ask_me_about")


def test_hiding_something_takes_it_out_of_the_directory_at_once(db):
    ann = make.member("Ann", expertise=["falconry"], city="Boulder")
    assert found("expertise=falconry") == found("q=boulder") == ["Ann"]
    hidden = {f"audience_{part}": Audience.NOBODY for part in PARTS}
    make.edit_profile(ann, by=ann, name="Ann", expertise=["falconry"], **hidden)
    assert found("q=falconry") == found("q=boulder") == found("q=boluder") == []
    card = page("q=ann").page.items[0]
    assert "alconry" not in str(card) and "Boulder" not in str(card)
    assert not page().facets or {each.slug for each in page().facets} <= {"agency", "level"}
