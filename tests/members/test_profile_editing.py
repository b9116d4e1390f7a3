"""Editing a profile: two windows at once, what is typed badly, the address that follows the name."""

import pytest
from django.urls import reverse

from communities.ledger.models import Entry
from communities.members.editing import ChangedMeanwhile, edit_profile
from communities.members.forms.lines import one_line
from communities.members.models import Audience, Profile, User
from tests import make
from tests.tools import browser

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture
def dana(db):
    return make.member("Dana Whitfield", title="Editor", city="Denver")


@pytest.fixture
def form(dana):
    """The fields of the form as a browser sends them, with these changed."""
    client = browser(dana)

    def send(read_version: int | None = None, **changed):
        page = client.get(reverse("profile_edit"))
        fields = {}
        for field in page.context["form"]:
            value = field.value()
            if value not in (None, False, "", []):
                fields[field.html_name] = value
        if read_version:
            fields["version"] = read_version
        return client.post(reverse("profile_edit"), {**fields, **changed})

    return send


# --- two windows ------------------------------------------------------------------------------------


def test_the_second_window_is_told_what_the_first_saved_and_keeps_what_was_typed(dana, form):
    version = make.fresh(dana).profile.version
    form(version, city="Boulder", languages=["es"])
    answer = form(version, city="Golden", languages=["fr"], ask_me_about="Captions")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Another window saved “Boulder” here meanwhile." in page
    assert "Another window saved “Spanish” here meanwhile." in page
    assert 'value="Golden"' in page and 'value="Captions"' in page
    assert make.fresh(dana).profile.city == "Boulder"


def test_a_second_save_replaces_what_the_other_window_saved(dana, form):
    version = make.fresh(dana).profile.version
    form(version, city="Boulder")
    refused = form(version, city="Golden")
    again = form(refused.context["form"]["version"].value(), city="Golden")
    assert (again.status_code, make.fresh(dana).profile.city) == (302, "Golden")


def test_what_both_windows_wrote_alike_or_apart_is_no_conflict(dana, form):
    version = make.fresh(dana).profile.version
    form(version, city="Boulder")
    assert form(version, city="Boulder", ask_me_about="Captions").status_code == 302
    profile = make.fresh(dana).profile
    assert (profile.city, profile.ask_me_about) == ("Boulder", "Captions")


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ({"city": ""}, {"city": "Golden"}, "Another window emptied this meanwhile."),
        ({"audience_place": "nobody"}, {"audience_place": "everyone"}, "saved “Nobody” here"),
        ({"happy_to_help": "on"}, {"happy_to_help": ""}, "saved “yes” here"),
        ({"state": "CO"}, {"state": "UT"}, "saved “Colorado” here"),
        ({"time_zone": "America/Denver"}, {"time_zone": ""}, "saved “Mountain” here"),
        ({"expertise": "captions"}, {"expertise": "video"}, "saved “captions” here"),
        (
            {"link_1_text": "Style guide", "link_1_url": "https://a.gov/"},
            {"link_1_text": "Handbook", "link_1_url": "https://a.gov/"},
            "saved “Style guide” here",
        ),
    ],
)
def test_each_kind_of_field_says_what_is_there_now(dana, form, first, second, words):
    version = make.fresh(dana).profile.version
    assert form(version, **first).status_code == 302
    answer = form(version, **second)
    assert answer.status_code == 409 and words in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_save_at_the_same_moment_one_is_told():
    dana = make.member("Dana Whitfield")
    version = dana.profile.version

    def save(city):
        return lambda: edit_profile(
            dana, by=dana, name=dana.name, expertise=[city], city=city, read_version=version
        )

    for _ in range(5):
        Profile.objects.update(city="", changes={}, version=version)
        answers = make.at_once(save("boulder"), save("golden"))
        told = [answer for answer in answers if isinstance(answer, ChangedMeanwhile)]
        kept = [answer for answer in answers if isinstance(answer, Profile)]
        assert (len(told), len(kept)) == (1, 1), answers
        assert told[0].now["city"] == kept[0].city == make.fresh(dana).profile.city


def test_a_save_that_changes_nothing_leaves_no_trace(dana, form):
    version, entries = make.fresh(dana).profile.version, Entry.objects.count()
    assert form().status_code == 302
    assert (make.fresh(dana).profile.version, Entry.objects.count()) == (version, entries)


# --- what is typed badly ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Dana\u202e dleiftihW", "Dana dleiftihW"),
        ("\u2066Dana\u2069 \u200eWhitfield\u200f", "Dana Whitfield"),
        ("Da\u200bna\ufeff Whit\u2060field", "Dana Whitfield"),
        ("Da\u200dna Whit\u200cfield", "Dana Whitfield"),
        ("Dana\x00\x07 Whitfield\x1b", "Dana Whitfield"),
        ("Dana\r\nWhitfield\tOrtiz", "Dana Whitfield Ortiz"),
        ("Da\u00adna\u3164 Whitfield\U000e0041", "Dana Whitfield"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian needs it
    ],
)
def test_what_can_not_be_seen_does_not_become_part_of_a_name(dana, form, typed, kept):
    assert form(name=typed).status_code == 302
    assert make.fresh(dana).name == kept


@pytest.mark.parametrize("typed", ["\u200b\u2060", "\u3164", "\u2800\u2800", "\u202e", "   "])
def test_a_name_of_which_nothing_is_seen_is_no_name(dana, form, typed):
    assert "Fill this in." in form(name=typed).content.decode()
    assert make.fresh(dana).name == "Dana Whitfield"


def test_a_name_under_a_pile_of_accents_is_refused(dana, form):
    assert "Leave out the piled-up accents." in form(name="D" + "\u0301" * 40 + "ana").content.decode()


def test_a_line_stays_a_line_however_it_is_typed():
    assert one_line("a\u2028b\u2029c\x85d\x0be") == "a b cd e" or "\n" not in one_line(
        "a\u2028b\u2029c\x85d\x0be"
    )
    assert one_line("👩\u200d💻 works") == "👩\u200d💻 works"


@pytest.mark.parametrize(
    ("field", "most"),
    [
        *(("name", 100), ("title", 120), ("city", 80), ("ask_me_about", 300), ("looking_for", 300)),
        *(("expertise", 300), ("link_1_text", 80), ("link_1_url", 300)),
    ],
)
def test_one_character_too_many_is_refused_and_comes_back(form, field, most):
    page = form(**{field: "y" * (most + 1)}).content.decode()
    assert f"at most {most} characters" in page and "y" * (most + 1) in page


def test_ten_thousand_tags_are_refused(dana, form):
    assert (
        "at most 300 characters"
        in form(expertise=", ".join(f"tag{n}" for n in range(10_000))).content.decode()
    )
    assert list(make.fresh(dana).profile.expertise.all()) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("languages", ["tlh"]),
        ("platforms", ["999999"]),
        ("platforms", ["x'; --"]),
        ("state", "ZZ"),
        ("time_zone", "Mars/Olympus"),
        ("audience_place", "friends"),
        ("audience_basics", "nobody"),
    ],
)
def test_a_choice_that_is_not_offered_is_refused(dana, form, field, value):
    before = Profile.objects.filter(person=dana).values().get()
    assert form(**{field: value}).status_code == 200
    assert Profile.objects.filter(person=dana).values().get() == before


@pytest.mark.parametrize(
    ("text", "url", "sentence"),
    [
        ("Style guide", "javascript:alert(1)", "Give a whole address that starts with https://."),
        (
            "Style guide",
            "JaVaScRiPt:alert(1)//https://a.gov",
            "Give a whole address that starts with https://.",
        ),
        ("Style guide", "data:text/html,<script>alert(1)</script>", "Give a whole address that starts with"),
        ("Style guide", "http://a.gov/", "Give a whole address that starts with https://."),
        ("Style guide", "//a.gov/", "Give a whole address that starts with https://."),
        ("Style guide", "https://", "Give a whole address that starts with https://."),
        ("Style guide", "https://epa.gov@evil.example/", "Leave out what stands before the @"),
        ("Style guide", "", "Add the address, or empty the words."),
        ("", "https://a.gov/", "Say in words where the link goes."),
        ("Click here", "https://a.gov/", "does not say where the link goes"),
        ("https://a.gov/", "https://a.gov/", "does not say where the link goes"),
    ],
)
def test_a_link_that_leads_nowhere_or_astray_is_refused(dana, form, text, url, sentence):
    page = form(link_1_text=text, link_1_url=url).content.decode()
    assert sentence in page
    assert make.fresh(dana).profile.links == []


def test_links_are_shown_by_their_words_and_in_order(dana, form):
    typed = {"link_1_text": "Style guide", "link_1_url": "https://a.gov/"}
    typed |= {"link_3_text": HOSTILE, "link_3_url": 'https://b.gov/?"onmouseover="alert(1)'}
    assert form(**typed | {"link_3_url": "https://b.gov/x"}).status_code == 302
    assert [link["url"] for link in make.fresh(dana).profile.links] == ["https://a.gov/", "https://b.gov/x"]
    page = browser(make.member()).get(dana.get_absolute_url()).content.decode()
    assert '<a href="https://a.gov/" rel="nofollow ugc noopener">Style guide</a>' in page
    assert "<script>alert" not in page


def test_two_links_do_not_have_the_same_words(form):
    typed = {"link_1_text": "Style guide", "link_1_url": "https://a.gov/"}
    typed |= {"link_2_text": "style guide", "link_2_url": "https://b.gov/"}
    assert "Another link has these words already." in form(**typed).content.decode()


def test_an_unknown_field_is_a_mistake_of_the_program(dana):
    works = ({"agency": None}, {"bureau": None}, {"is_contractor": True})  # `change_place` tells the leads
    for field in ({"is_superuser": True}, {"audience_salary": Audience.NOBODY}, *works):
        with pytest.raises(ValueError):
            edit_profile(dana, by=dana, name=dana.name, expertise=[], **field)


def test_everything_that_the_form_offers_is_kept(dana, form):
    typed = {
        "languages": ["es", "ase"],
        "platforms": [make.platform("x").pk],
        "happy_to_help": "on",
        "state": "PR",
        "audience_place": "nobody",
        "audience_basics": "everyone",
    }
    assert form(**typed).status_code == 302
    profile = make.fresh(dana).profile
    assert (profile.languages, profile.state) == (["es", "ase"], "PR")
    assert [platform.slug for platform in profile.channels] == ["x"]
    assert profile.happy_to_help and profile.audience_of("place") == "nobody"
    assert form(takes_messages="").status_code == 302
    assert not make.fresh(dana).profile.takes_messages


# --- the address follows the name -------------------------------------------------------------------


def test_the_old_address_leads_to_the_new_one(dana, form):
    form(name="Dana Ortiz")
    colleague = browser(make.member())
    answer = colleague.get("/people/dana-whitfield/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/people/dana-ortiz/")
    assert colleague.get("/people/dana-ortiz/").status_code == 200
    visitor = browser().get("/people/dana-whitfield/")
    assert visitor.headers["Location"].startswith("/accounts/login/code/")  # and is told no new name


def test_an_address_is_never_given_to_somebody_else(dana):
    edit_profile(dana, by=dana, name="Dana Ortiz", expertise=[])
    assert make.member("Dana Whitfield").slug == "dana-whitfield-2"


def test_who_takes_the_old_name_again_gets_the_old_address_again(dana):
    for name in ("Dana Ortiz", "Dana Whitfield"):
        edit_profile(dana, by=dana, name=name, expertise=[])
    assert User.objects.get(pk=dana.pk).slug == "dana-whitfield"
    assert list(dana.former_slugs.values_list("slug", flat=True)) == ["dana-ortiz"]


def test_a_name_that_is_only_written_differently_keeps_its_address(dana):
    edit_profile(dana, by=dana, name="DANA WHITFIELD", expertise=[])
    assert User.objects.get(pk=dana.pk).slug == "dana-whitfield"


def test_who_is_mentioned_by_an_old_address_is_still_mentioned(dana):
    edit_profile(dana, by=dana, name="Dana Ortiz", expertise=[])
    post = make.post(make.topic(), source="What does @dana-whitfield say?")
    assert [mention.person_id for mention in post.mentions.all()] == [dana.pk]
    assert 'href="/people/dana-ortiz/" rel="nofollow noopener">@Dana Ortiz</a>' in post.html


# --- what would complete it -------------------------------------------------------------------------


def test_the_owner_alone_reads_what_would_help_and_can_have_done_with_it(dana):
    own, other = browser(dana), browser(make.member())
    address = dana.get_absolute_url()
    page = own.get(address).content.decode()
    assert page.count("<br>") and "Say what colleagues can ask you about" in page
    assert "Say what colleagues can ask you about" not in other.get(address).content.decode()
    assert "%" not in page.partition('class="hints"')[2].partition("</section>")[0]
    own.post(reverse("profile_hints"))
    assert "Let colleagues find you" not in own.get(address).content.decode()


def test_at_most_three_things_are_suggested_the_most_useful_first(dana):
    hints = browser(dana).get(dana.get_absolute_url()).context["view"].hints
    assert len(hints) == 3 and hints[0].field == "id_ask_me_about"
    edit_profile(
        dana, by=dana, name=dana.name, expertise=["captions"], ask_me_about="Captions", state="CO",
        time_zone="America/Denver", platforms=[make.platform("x")],
    )  # fmt: skip
    assert browser(dana).get(dana.get_absolute_url()).context["view"].hints == []
