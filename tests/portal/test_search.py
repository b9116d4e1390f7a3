"""The search page: topics, toolkits and people in one list, each with the passage that matched."""

import re

import pytest

from communities.discussions.answering import accept_answer
from communities.finding import searching
from portal.search.reading import passage, search
from tests import make
from tests.tools import browser, queries


@pytest.fixture
def world(site):
    """One thing of each kind about walruses."""
    topic = make.topic(title="How was the walrus captioned?", source="It roared on camera.")
    accept_answer(make.post(topic, source="Write [walrus roars]."), by=topic.author)
    section = make.section(make.toolkit("Animals"), "On walruses")
    person = make.member("Wally Walrus", expertise=["captions"])
    return topic, section, person


def titles(client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    return re.findall(r'class="result__title"><a href="[^"]*">([^<]*)', page)


def test_topics_toolkits_and_people_are_found_together_and_each_by_itself(world):
    client = browser(make.member())
    assert sorted(titles(client, "/search/?q=walrus")) == [
        "How was the walrus captioned?",
        "On walruses",
        "Wally Walrus",
    ]
    assert titles(client, "/search/?q=walrus&kind=toolkit") == ["On walruses"]
    assert titles(client, "/search/?q=walrus&kind=person") == ["Wally Walrus"]


def test_a_visitor_finds_no_people(world):
    assert "Wally Walrus" not in titles(browser(), "/search/?q=walrus")
    assert titles(browser(), "/search/?q=walrus&kind=person") == []


def test_a_kind_without_results_says_how_many_there_are_of_others(world):
    page = browser().get("/search/?q=walrus&kind=person").content.decode()
    assert "There are 2 results of other kinds." in page


def test_an_answered_question_says_so(world):
    page = browser().get("/search/?q=walrus").content.decode()
    assert "Answer in Community" in page and "Solved" in page


def test_a_topic_is_one_result_however_many_of_its_posts_match(world):
    topic = world[0]
    for _ in range(5):
        make.post(topic, source="A walrus, a walrus.")
    assert titles(browser(), "/search/?q=walrus").count(topic.title) == 1


def test_nothing_found_says_what_to_do_and_a_misspelt_title_is_offered(world):
    page = browser().get("/search/?q=xylophone").content.decode()
    assert "xylophone" in page and titles(browser(), "/search/?q=xylophone") == []
    assert search(None, text="wallrus captiond", kind="", tag="", number=1).resembling
    assert "How was the walrus captioned?" in titles(browser(), "/search/?q=wallrus+captiond")


def test_the_page_before_anything_is_asked_is_there(site):
    assert browser().get("/search/").status_code == 200


def test_results_come_twenty_a_page_and_pages_keep_the_question(site):
    community = make.community()
    lead = make.belonging(community)
    for n in range(23):
        make.topic(community, by=lead, title=f"How was walrus {n} captioned?")
    client = browser()
    first, second = (titles(client, f"/search/?q=walrus&page={page}") for page in (1, 2))
    assert (len(first), len(second)) == (20, 3) and not set(first) & set(second)
    assert "q=walrus&amp;page=2" in client.get("/search/?q=walrus").content.decode()


def test_more_than_are_listed_is_said_instead_of_a_number(site, monkeypatch):
    monkeypatch.setattr(searching, "MOST", 21)
    community = make.community()
    lead = make.belonging(community)
    for n in range(23):
        make.topic(community, by=lead, title=f"How was walrus {n} captioned?")
    client = browser()
    page = client.get("/search/?q=walrus").content.decode()
    assert "more than 21" in page and "these are the first 21" in page
    assert len(titles(client, "/search/?q=walrus&page=2")) == 1
    assert client.get("/search/?q=walrus&page=3").status_code == 404
    assert "There are more than 21 results" in client.get("/search/?q=walrus&kind=toolkit").content.decode()
    monkeypatch.setattr(searching, "MOST", 23)
    assert "more than" not in client.get("/search/?q=walrus").content.decode()


def test_a_tag_lists_what_carries_it(world):
    page = browser().get("/search/?tag=captions").content.decode()
    assert "How was the walrus captioned?" in page and "captions" in page


@pytest.mark.parametrize("kind", ["visitor", "member"])
def test_a_search_costs_the_same_with_one_result_and_with_many(site, kind):
    community = make.community()
    author = make.belonging(community)
    make.topic(community, by=author)
    client = browser(author if kind == "member" else None)
    addresses = ("/search/?q=caption+live+video", "/search/?q=video&kind=topic", "/search/?tag=captions")
    before = [queries(client, address) for address in addresses]
    for _ in range(24):
        make.topic(community, by=author)
    assert [queries(client, address) for address in addresses] == before
    assert max(before) <= 8


# --- the passage ----------------------------------------------------------------------------------


def test_the_passage_is_where_the_words_stand_and_marks_them():
    body = "filler " * 200 + "the captions of the walrus came late " + "filler " * 200
    html = passage(body, ["capt", "walr"])
    assert "<mark>captions</mark> of the <mark>walrus</mark>" in html
    assert html.startswith("… ") and html.endswith(" …") and len(html) < 320


def test_the_passage_is_escaped():
    html = passage("<script>alert(1)</script> & captions", ["capt"])
    assert "<script" not in html and "&amp; <mark>captions</mark>" in html


@pytest.mark.parametrize("words", [["amp"], ["lt"], ["quot"], ["39"], ["mark"], ["x27"]])
def test_marking_a_word_never_breaks_an_escaped_sign(words):
    html = passage("a & b < c \" d ' e mark amp lt", words)
    plain = re.sub(r"</?mark>", "", html)
    assert plain == "a &amp; b &lt; c &quot; d &#x27; e mark amp lt"
    assert html.count("<mark>") == html.count("</mark>")
    assert not re.search(r"&[^;\s]*<mark>|<mark>[^<]*</mark>;", html)


def test_a_short_text_is_its_own_passage():
    assert passage("Short.", []) == "Short." and passage("", ["capt"]) == ""
