"""Writing a topic: its kind's form, what may answer already, what a text is looked through for."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from communities.discussions.models import Kind, Topic
from communities.discussions.writing.composer import mentionable, suggested_tags
from communities.discussions.writing.kinds import ASKED, MARKS
from communities.ledger.models import Entry
from communities.spaces.models import Role, Visibility
from tests import make
from tests.tools import browser

FORM = {
    "kind": "question",
    "title": "Which podcast microphones survive travel?",
    "body": "We record on the road.",
    "tags": "audio",
}


def text(response) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def place(site):
    return make.community("Captioners", slug="captioners")


@pytest.fixture
def member(place):
    return make.belonging(place)


def start(person, **typed):
    return browser(person).post("/communities/captioners/start/", {**FORM, **typed})


# --- kinds ----------------------------------------------------------------------------------------


def test_every_kind_has_a_form_and_a_mark():
    assert set(ASKED) == set(MARKS) == set(Kind)


def test_a_share_needs_its_link_and_shows_it(member):
    page = start(member, kind="share")
    assert "Link: Fill this in." in text(page) and not Topic.objects.exists()
    response = start(member, kind="share", link="digital.gov/guide")
    topic = Topic.objects.get()
    assert response.status_code == 302 and topic.link == "https://digital.gov/guide"
    assert 'href="https://digital.gov/guide"' in text(browser(member).get(topic.get_absolute_url()))


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://example.gov/a", "data:text/html,x", "no link"]
)
def test_a_link_is_the_address_of_a_page(member, link):
    assert start(member, kind="share", link=link).status_code == 200 and not Topic.objects.exists()


def test_a_job_says_where_it_is_and_until_when(member):
    tomorrow = timezone.localdate() + timedelta(days=1)
    typed = {
        "kind": "job",
        "link": "https://usajobs.gov/1",
        "where": " Denver,\u202e CO ",
        "closes_on": tomorrow,
    }
    assert start(member, **typed).status_code == 302
    topic = Topic.objects.get()
    assert topic.details == {"where": "Denver, CO"} and topic.closes_on == tomorrow
    assert "Denver, CO" in text(browser(member).get(topic.get_absolute_url()))


def test_a_job_that_has_closed_is_not_posted(member):
    yesterday = timezone.localdate() - timedelta(days=1)
    page = start(member, kind="job", link="https://usajobs.gov/1", closes_on=yesterday)
    assert "This date has passed." in text(page) and not Topic.objects.exists()


def test_only_keepers_are_offered_announcements(place, member):
    assert 'value="announcement"' not in text(browser(member).get("/communities/captioners/start/"))
    lead = make.belonging(place, Role.LEAD)
    assert 'value="announcement"' in text(browser(lead).get("/communities/captioners/start/"))


def test_another_kind_keeps_what_was_typed_and_complains_of_nothing(member):
    page = text(start(member, switch="share", tags=""))
    assert FORM["title"] in page and FORM["body"] in page and 'name="link"' in page
    assert "Fill this in" not in page and not Topic.objects.exists()


def test_an_unknown_kind_in_the_address_is_the_first_one(member):
    page = text(browser(member).get("/communities/captioners/start/?kind=%00nonsense"))
    assert 'name="kind" value="question"' in page


# --- already answered? ----------------------------------------------------------------------------


def test_before_the_first_posting_past_topics_are_shown_once_with_why(place, member):
    old = make.topic(place, title="Podcast microphones for travel and noise")
    page = text(start(member))
    assert "Already answered?" in page and old.title in page and "also about" in page
    assert FORM["body"] in page and Topic.objects.count() == 1
    assert start(member, seen_similar="yes").status_code == 302 and Topic.objects.count() == 2


def test_what_shares_only_a_common_word_is_not_shown(place, member):
    for number in range(4):
        make.topic(place, title=f"Which office keeps number {number}?")
    assert start(member).status_code == 302


def test_what_the_person_may_not_see_answers_nothing(place, member):
    hidden = make.community("Secret", visibility=Visibility.PRIVATE)
    secret = make.topic(hidden, title="Podcast microphones for travel and noise")
    fragment = browser(member).get(f"/communities/captioners/similar/?title={FORM['title']}")
    assert fragment.content.strip() == b""
    inside = browser(make.fresh(secret.author)).get(f"/communities/captioners/similar/?title={FORM['title']}")
    assert secret.title in text(inside)


@pytest.mark.parametrize(
    "title", ["", "short", "%00%00%00%00%00%00%00%00%00", "a" * 5000, "' | & ! ( ) :*<->"]
)
def test_any_title_can_be_asked_about(member, title):
    assert browser(member).get(f"/communities/captioners/similar/?title={title}").status_code == 200


@pytest.mark.parametrize("sign", ["\u200d", "\ufe0f", "\u3164", "\u2800", "\u200b", " ", "\u0301"])
def test_a_title_of_what_nobody_sees_is_no_title(member, sign):
    assert start(member, title=sign * 12).status_code in (200, 422)
    assert not Topic.objects.exists()


# --- a text is looked through ---------------------------------------------------------------------


PHONE = "Reach the complainant at (303) 555-0142."


def mark_in(page: str) -> str:
    return page.split('name="seen_findings" value="')[1].split('"')[0]


def test_what_is_warned_of_is_marked_and_posted_with_a_reason(member):
    page = text(start(member, body=PHONE))
    assert "Look at these words before you post" in page and ">(303) 555-0142</mark>" in page
    assert PHONE in page and not Topic.objects.exists()
    mark = mark_in(page)
    assert "Say why these words are right" in text(start(member, body=PHONE, seen_findings=mark))
    assert not Topic.objects.exists()
    why = "It is the line of our own front desk."
    assert start(member, body=PHONE, seen_findings=mark, because=why).status_code == 302
    entry = Entry.objects.get(verb="screening.answered")
    assert entry.facts == {"found": ["phone"], "reason": why}


def test_a_reason_for_other_words_is_asked_for_again(member):
    mark = mark_in(text(start(member, body=PHONE)))
    changed = start(member, body=f"{PHONE} Or at 720-555-0199.", seen_findings=mark, because="Ours.")
    assert "720-555-0199" in text(changed) and not Topic.objects.exists()


def test_the_reason_does_not_repeat_what_was_found(member):
    mark = mark_in(text(start(member, body=PHONE)))
    page = text(start(member, body=PHONE, seen_findings=mark, because="(303) 555-0142 is ours"))
    assert "Leave the words themselves out" in page and not Topic.objects.exists()


def test_a_social_security_number_is_refused_whatever_is_said(member):
    page = text(start(member, body="Mine is 765-43-2187."))
    assert "This looks like a Social Security number." in page and "765-43-2187" in page
    again = start(member, body="Mine is 765-43-2187.", seen_findings=mark_in(page), because="I want to.")
    assert "This can’t be posted as it is" in text(again) and not Topic.objects.exists()


def test_a_title_is_looked_through_too(member):
    page = text(start(member, title="Who knows the man of 765-43-2187?"))
    assert "Title, with the words marked" in page and not Topic.objects.exists()


def test_nothing_is_asked_of_a_text_without_findings(member):
    page = text(browser(member).get("/communities/captioners/start/"))
    assert 'name="seen_findings" value=""' in page and 'name="because"' not in page
    assert start(member).status_code == 302


# --- completion -----------------------------------------------------------------------------------


def test_names_are_those_of_readers_only(place, member):
    private = make.community("Secret", slug="secret", visibility=Visibility.PRIVATE)
    inside, outside = make.belonging(private, name="Petra Inside"), make.member("Petra Outside")
    assert mentionable(inside, private, "pet") == [inside]
    assert mentionable(member, place, "petra") == [inside, outside]
    assert mentionable(member, place, "OUTS") == [outside]
    assert browser(member).get("/communities/secret/names/?q=pet").status_code == 404
    found = browser(member).get("/communities/captioners/names/?q=petra out").json()["found"]
    assert [(each["value"], each["label"]) for each in found] == [("petra-outside", "Petra Outside")]


def test_tags_are_suggested_from_what_the_person_may_find(place, member):
    make.topic(place, tags=["captions"])
    private = make.community("Secret", visibility=Visibility.PRIVATE)
    secret = make.topic(private, tags=["captive-whistleblower"])
    assert [tag.slug for tag in suggested_tags(member, "#capt")] == ["captions"]
    assert len(suggested_tags(make.fresh(secret.author), "capt")) == 2
    assert browser(member).get("/tags/suggest/?q=capt").json()["found"][0]["value"] == "captions"


@pytest.mark.parametrize("typed", ["", " ", "%", "_", "\x00", "😀", "a" * 10_000])
def test_nothing_odd_is_suggested(place, member, typed):
    assert mentionable(member, place, typed) == suggested_tags(member, typed) == []
