"""Field × setting × viewer: what is hidden is neither shown nor found, whoever looks and wherever."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from communities.finding.models import Document
from communities.members.audiences import MEMBER, VISITOR, is_shown, shown_to
from communities.members.editing import edit_profile
from communities.members.models import PARTS, Audience, DirectoryEntry, DirectoryFacet, Profile
from communities.members.photos import change_photo
from tests import make
from tests.tools import browser

EVERYONE, MEMBERS, NOBODY = Audience.EVERYONE, Audience.MEMBERS, Audience.NOBODY
VIEWERS = ("visitor", "member", "administrator", "owner")
SEES = {  # who sees a part of each setting, when visitors see the basics
    EVERYONE: {"visitor", "member", "administrator", "owner"},
    MEMBERS: {"member", "administrator", "owner"},
    NOBODY: {"owner"},
}
# part: a value, and the word of it that stands on pages and that somebody may search for
VALUES: dict[str, tuple[dict, str]] = {
    "place": ({"city": "Quokkaville", "state": "OR"}, "Quokkaville"),
    "time_zone": ({"time_zone": "Pacific/Pago_Pago"}, "(Samoa)"),
    "platforms": ({}, "Wombatgram"),
    "expertise": ({"expertise": ["narwhals"]}, "narwhals"),
    "ask_me_about": ({"ask_me_about": "Everything about ocelots"}, "ocelots"),
    "looking_for": ({"looking_for": "Somebody who knows pangolins"}, "pangolins"),
    "languages": ({"languages": ["haw"]}, "Hawaiian"),
    "links": ({"links": [{"text": "Axolotl handbook", "url": "https://axolotl.gov/"}]}, "Axolotl"),
    "photo": ({}, "Dana with a capybara"),
}
INDEXED = {"place", "platforms", "expertise", "ask_me_about", "looking_for", "languages"}


@pytest.fixture
def dana(site):
    return make.member("Dana Whitfield", title="Editor")


@pytest.fixture
def viewers(dana):
    return {
        "visitor": browser(),
        "member": browser(make.member("Luis Ortega")),
        "administrator": browser(make.administrator()),
        "owner": browser(dana),
    }


def fill(dana, part: str, setting: Audience, *, basics: Audience = EVERYONE) -> None:
    """Give the profile a value of this part alone, with this audience."""
    known = sorted(Profile.objects.get(person=dana).expertise.slugs())
    fields = {"expertise": known, **VALUES[part][0]}
    if part == "platforms":
        platform = make.platform("wombatgram")
        fields["platforms"] = [platform]
    if part == "photo":
        change_photo(
            dana, by=dana, photo=ContentFile(b"x", name="a.webp"), alt=VALUES[part][1], audience=setting
        )
    edit_profile(
        dana, by=dana, name=dana.name, audience_basics=basics, **{f"audience_{part}": setting}, **fields
    )


def test_every_part_stands_in_the_table():
    assert set(VALUES) | {"basics"} == set(PARTS)


@pytest.mark.parametrize("setting", list(Audience))
@pytest.mark.parametrize("part", VALUES)
def test_a_part_is_on_the_page_and_in_its_source_for_whom_it_is_shown_to_and_for_nobody_else(
    dana, viewers, part, setting
):
    fill(dana, part, setting)
    word = VALUES[part][1]
    pages = {who: viewers[who].get(dana.get_absolute_url()).content.decode() for who in VIEWERS}
    assert all("Dana Whitfield" in page for page in pages.values())
    assert {who for who in VIEWERS if word in pages[who]} == SEES[setting]


@pytest.mark.parametrize("setting", list(Audience))
@pytest.mark.parametrize("part", sorted(INDEXED))
def test_who_sees_a_part_finds_the_person_by_it_and_nobody_else_does(dana, viewers, part, setting):
    fill(dana, part, setting)
    word = VALUES[part][1]
    pages = {who: _results(viewers[who].get("/search/", {"q": word})) for who in VIEWERS}
    found = {who for who in VIEWERS if "Dana Whitfield" in pages[who]}
    assert found == (SEES[setting] if setting != NOBODY else set())  # what nobody sees is in no index


@pytest.mark.parametrize("part", sorted(INDEXED))
def test_visitors_find_and_see_nothing_of_who_shows_them_no_basics(dana, viewers, part):
    fill(dana, part, EVERYONE, basics=MEMBERS)
    for words in (VALUES[part][1], "Dana Whitfield", "Editor"):
        assert "Dana Whitfield" not in _results(viewers["visitor"].get("/search/", {"q": words}))
    answer = viewers["visitor"].get(dana.get_absolute_url())
    nowhere = viewers["visitor"].get("/people/nobody-of-this-name/")
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (
        302,
        "/accounts/login/code/",
    )
    assert nowhere.headers["Location"].partition("?")[0] == answer.headers["Location"].partition("?")[0]
    assert viewers["member"].get(dana.get_absolute_url()).status_code == 200


def _results(response) -> str:
    """The list of results, without the form that repeats what was asked."""
    return response.content.decode().partition('<ol class="rows results">')[2].partition("</ol>")[0]


@pytest.mark.parametrize("part", VALUES)
def test_what_nobody_sees_is_in_no_index_no_facet_and_no_list(dana, viewers, part):
    word = VALUES[part][1]
    fill(dana, part, MEMBERS)
    assert part not in INDEXED or word.lower() in _derived(dana)  # else the test could not fail
    fill(dana, part, NOBODY)
    assert word.lower() not in _derived(dana)
    call_command("reindex", verbosity=0)
    assert word.lower() not in _derived(dana)
    for who in ("member", "administrator", "owner"):
        page = viewers[who].get("/people/").content.decode()
        assert "Dana Whitfield" in page and word not in page, who
        assert "Dana Whitfield" not in _rows(viewers[who].get("/people/", {"q": word})), who


def _rows(response) -> str:
    return response.content.decode().partition('<ul class="rows">')[2]


def _derived(dana) -> str:
    """All that is kept of a person for finding, listing and counting them."""
    rows = [
        *Document.objects.filter(kind="person").values(),
        *DirectoryEntry.objects.filter(person=dana).values(),
    ]
    rows += DirectoryFacet.objects.filter(people__gt=0).values("label", "value")
    return str(rows).lower().replace("-", " ")


@pytest.mark.parametrize("setting", list(Audience))
def test_the_file_of_a_photo_answers_only_to_whom_it_is_shown_to(dana, viewers, setting):
    fill(dana, "photo", setting)
    address = make.fresh(dana).profile.photo_url
    answers = {who: viewers[who].get(address).status_code for who in VIEWERS}
    assert answers == {who: 200 if who in SEES[setting] else 404 for who in VIEWERS}


@pytest.mark.parametrize("setting", list(Audience))
@pytest.mark.parametrize("part", VALUES)
def test_the_condition_of_sql_says_what_the_page_says(dana, part, setting):
    for basics in (EVERYONE, MEMBERS):
        fill(dana, part, setting, basics=basics)
        profile = Profile.objects.get(person=dana)
        for circle in (MEMBER, VISITOR):
            seen = shown_to(profile, circle)
            is_there = seen is not None and VALUES[part][1] in _everything(seen)
            assert Profile.objects.filter(is_shown(part, circle), pk=profile.pk).exists() == is_there


def _everything(seen) -> str:
    tags = [tag.name for tag in seen.expertise] + [platform.name for platform in seen.platforms]
    return f"{seen} {tags} ({seen.zone_name}) {seen.language_names}"


def test_each_part_is_for_members_until_its_owner_says_otherwise(dana, viewers):
    for part in VALUES:
        fill(dana, part, MEMBERS, basics=EVERYONE)
    Profile.objects.filter(person=dana).update(audiences={"basics": "everyone"})
    page = viewers["member"].get(dana.get_absolute_url()).content.decode()
    visitor = viewers["visitor"].get(dana.get_absolute_url()).content.decode()
    assert [part for part in VALUES if VALUES[part][1] not in page and part != "photo"] == []
    assert [part for part in VALUES if VALUES[part][1] in visitor] == []


def test_the_preview_shows_what_the_others_see(dana, viewers):
    fill(dana, "expertise", MEMBERS)
    fill(dana, "ask_me_about", EVERYONE)
    fill(dana, "looking_for", NOBODY)
    own = viewers["owner"].get(dana.get_absolute_url()).content.decode()
    preview = {
        kind: viewers["owner"].get(dana.get_absolute_url(), {"as": kind}).content.decode()
        for kind in ("member", "visitor")
    }
    assert "pangolins" in own and "only you" in own
    for kind in ("member", "visitor"):
        real = viewers[kind].get(dana.get_absolute_url()).content.decode()
        for word in ("ocelots", "pangolins"):
            assert (word in preview[kind]) == (word in real), (kind, word)
    assert "as a visitor sees it" in preview["visitor"] and "as other members see it" in preview["member"]


def test_the_preview_as_a_visitor_says_that_there_is_nothing_to_see(dana, viewers):
    page = viewers["owner"].get(dana.get_absolute_url(), {"as": "visitor"}).content.decode()
    assert "Visitors see no page of you" in page


def test_only_the_owner_gets_a_preview(dana, viewers):
    fill(dana, "ask_me_about", MEMBERS)
    page = viewers["member"].get(dana.get_absolute_url(), {"as": "visitor"}).content.decode()
    assert "ocelots" in page and "as a visitor sees it" not in page


def test_the_preview_as_a_member_shows_no_private_community(dana, viewers):
    private = make.community("Hidden circle", visibility="private", join_policy="invitation")
    make.give_role(private, dana, "member", by=None)
    assert "Hidden circle" in viewers["owner"].get(dana.get_absolute_url()).content.decode()
    page = viewers["owner"].get(dana.get_absolute_url(), {"as": "member"}).content.decode()
    assert "Hidden circle" not in page


def test_a_byline_links_a_visitor_to_a_profile_only_where_there_is_one_for_them(dana, viewers):
    topic = make.topic(community := make.community())
    make.give_role(community, dana, "member", by=None)
    make.post(topic, by=dana)
    link = f'href="{dana.get_absolute_url()}"'
    assert link not in viewers["visitor"].get(topic.get_absolute_url()).content.decode()
    fill(dana, "ask_me_about", MEMBERS)
    assert link in viewers["visitor"].get(topic.get_absolute_url()).content.decode()


def test_a_visitor_is_not_told_who_belongs_where(dana, viewers):
    community = make.community("Open door")
    make.give_role(community, dana, "member", by=None)
    fill(dana, "ask_me_about", EVERYONE)
    assert "Open door" in viewers["member"].get(dana.get_absolute_url()).content.decode()
    assert "Open door" not in viewers["visitor"].get(dana.get_absolute_url()).content.decode()


def test_who_closes_the_account_is_found_by_nobody(dana, viewers):
    fill(dana, "ask_me_about", EVERYONE)
    assert "Dana" in _results(viewers["visitor"].get("/search/", {"q": "ocelots"}))
    dana.is_active = False
    dana.save()
    call_command("reindex", verbosity=0)
    assert not Document.objects.filter(title="Dana Whitfield").exists()
