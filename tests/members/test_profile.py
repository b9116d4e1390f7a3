"""A member says what colleagues can come to them for."""

import pytest
from django.urls import reverse

from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.editing import edit_profile
from communities.members.models import Affiliation
from communities.tags.models import Tag
from tests import make

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture
def dana(db):
    return make.member("Dana Whitfield")


@pytest.fixture
def edit(dana, client):
    """Send the form with these fields changed."""
    make.sign_in(client, dana)

    def edit(**changed):
        fields = {"name": "Dana Whitfield", "title": "Editor", "expertise": "", "time_zone": ""}
        return client.post(reverse("profile_edit"), {**fields, **changed})

    return edit


def document(person) -> Document:
    return Document.objects.get(content_type__model="user", object_id=person.pk)


def test_each_field_is_kept(dana, edit):
    fields = {"title": "Editor", "city": "Denver", "time_zone": "America/Denver"}
    fields |= {"ask_me_about": "Captions", "looking_for": "Someone in Guam"}
    response = edit(**fields, name="Dana W. Ortiz", state="CO", expertise="captions, Plain Language")
    assert response.status_code == 302
    profile = make.fresh(dana).profile
    assert {key: getattr(profile, key) for key in fields} == fields
    assert (profile.person.name, profile.state) == ("Dana W. Ortiz", "CO")
    assert sorted(profile.expertise.slugs()) == ["captions", "plain-language"]


def test_the_ledger_names_the_fields_that_changed_and_not_their_words(dana):
    edit_profile(dana, by=dana, name="Dana Ortiz", expertise=["captions"], city="Denver", state="")
    entry = Entry.objects.get(verb="member.profile_changed")
    assert sorted(entry.facts["fields"]) == ["city", "expertise", "name"]
    assert "Denver" not in str(entry.facts)


def test_what_is_found_follows_the_profile(dana):
    make.agency(abbreviation="EPA")
    edit_profile(
        dana, by=dana, name="Dana Ortiz", expertise=["captions"], ask_me_about="Live video", city="Denver"
    )
    found = document(dana)
    assert (found.title, found.tags) == ("Dana Ortiz", ["captions"])
    assert "Live video" in found.body and "Denver" in found.body
    edit_profile(dana, by=dana, name="Dana Ortiz", expertise=[], ask_me_about="", city="")
    found = document(dana)
    assert found.tags == []
    assert "Live video" not in found.body and "Denver" not in found.body


def test_nobody_else_edits_a_profile_not_even_an_administrator(dana):
    with pytest.raises(Refused, match="Only Dana Whitfield can change this profile"):
        edit_profile(dana, by=make.administrator(), name="Somebody Else", expertise=[])
    assert make.fresh(dana).name == "Dana Whitfield"


@pytest.mark.parametrize(
    ("field", "most"),
    [("name", 100), ("title", 120), ("city", 80), ("ask_me_about", 300), ("looking_for", 300)],
)
def test_a_text_of_the_greatest_length_fits_and_one_more_is_refused_and_comes_back(edit, field, most):
    assert edit(**{field: "x" * most}).status_code == 302
    response = edit(**{field: "y" * (most + 1)})
    assert response.status_code == 200
    page = response.content.decode()
    assert f"at most {most} characters" in page
    assert "y" * (most + 1) in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "  ", "Fill this in."),
        ("state", "Colorado", "Select a valid choice"),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("time_zone", "../../etc/passwd", "Select a valid choice"),
        ("expertise", "a1, b2, c3, d4, e5, f6", "Choose up to five tags; there are 6 now."),
        ("expertise", "!!!", "“!!!” can&#x27;t be a tag."),
        ("expertise", "x" * 41, "can&#x27;t be a tag."),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_do(dana, edit, field, typed, sentence):
    response = edit(**{field: typed, "city": "Denver"})
    assert response.status_code == 200
    page = response.content.decode()
    assert sentence in page
    assert 'value="Denver"' in page  # what was typed elsewhere is not lost
    assert make.fresh(dana).profile.city == ""


def test_five_tags_are_welcome_however_they_are_typed(dana, edit):
    edit(expertise="#Captions; captions,  Plain Language\nFOIA, 508,,a-b")
    assert sorted(make.fresh(dana).profile.expertise.slugs()) == [
        "508",
        "a-b",
        "captions",
        "foia",
        "plain-language",
    ]


def test_a_tag_is_shared_with_everybody_else_who_has_it(dana):
    make.member(expertise=["captions"])
    edit_profile(dana, by=dana, name=dana.name, expertise=["captions"])
    assert Tag.objects.filter(slug="captions").count() == 1


def test_where_one_works_is_changed_on_a_page_of_its_own_that_tells_the_leads(dana, edit, client):
    region = make.agency("Region 8", parent=dana.profile.agency)
    page = client.get(reverse("profile_edit")).content.decode()
    assert f'href="{reverse("affiliation_edit")}"' in page
    assert 'name="bureau"' not in page and 'name="is_contractor"' not in page
    before = list(Affiliation.objects.filter(person=dana).values())
    assert edit(bureau=region.pk, is_contractor="on", city="Denver").status_code == 302
    profile = make.fresh(dana).profile
    assert (profile.city, profile.bureau, profile.is_contractor) == ("Denver", None, False)
    assert list(Affiliation.objects.filter(person=dana).values()) == before


def test_fields_that_are_not_in_the_form_do_not_change(dana, edit):
    edit(
        agency=make.agency("Department of State").pk,
        is_superuser="on",
        email="x@state.gov",
        standing="declined",
    )
    changed = make.fresh(dana)
    assert (changed.profile.agency, changed.is_superuser) == (dana.profile.agency, False)
    assert (changed.email, changed.standing) == (dana.email, "member")


@pytest.mark.parametrize("field", ["name", "title", "city", "ask_me_about", "looking_for"])
def test_hostile_text_is_shown_as_text_on_every_page_that_shows_it(dana, edit, client, field):
    assert edit(**{field: HOSTILE}).status_code == 302
    addresses = [make.fresh(dana).get_absolute_url(), reverse("profile_edit"), reverse("member_list")]
    pages = [client.get(address).content.decode() for address in addresses]
    assert "&lt;script&gt;alert(1)" in pages[0]
    for page in pages:
        assert "<script>alert" not in page and "<img src=x" not in page


def test_a_profile_shows_no_e_mail_address(dana, client):
    make.sign_in(client, make.member())
    assert dana.email not in client.get(dana.get_absolute_url()).content.decode()


def test_an_account_made_on_the_command_line_says_who_it_is_before_it_has_a_profile_to_edit(site, client):
    make.domain()
    make.sign_in(client, make.User.objects.create_superuser("root@epa.gov"))
    about = {
        "name": "Sam Keller",
        "title": "Administrator",
        "works_as": "employee",
        "agree": "on",
        "next": reverse("profile_edit"),
    }
    assert client.get(reverse("profile_edit")).headers["Location"].startswith("/welcome/")
    assert client.post("/welcome/", about, follow=True).status_code == 200
    assert client.get(reverse("join_request_list")).status_code == 200
