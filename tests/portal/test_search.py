"""The search page: topics, toolkits and people in one list, each with the passage that matched."""

import re

import pytest

from communities.discussions.answering import accept_answer
from communities.finding import lexical, searching
from communities.finding.asked import Passage
from communities.finding.models import Synonym
from portal.search.reading import marked, search
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
    assert search(None, text="wallrus captiond", kind="", tag="", number=1).results.resembling
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


def test_when_there_is_more_than_is_listed_the_page_says_so(site, monkeypatch):
    monkeypatch.setattr(lexical, "MOST", 21)
    monkeypatch.setattr(searching, "MOST", 21)
    community = make.community()
    lead = make.belonging(community)
    for n in range(23):
        make.topic(community, by=lead, title=f"How was walrus {n} captioned?")
    client = browser()
    page = client.get("/search/?q=walrus").content.decode()
    assert "21+" in page and "these are the best 21" in page
    assert len(titles(client, "/search/?q=walrus&page=2")) == 1
    assert client.get("/search/?q=walrus&page=3").status_code == 404


def test_a_tag_lists_what_carries_it(world):
    page = browser().get("/search/?tag=captions").content.decode()
    assert "How was the walrus captioned?" in page and "captions" in page


@pytest.mark.parametrize("kind", ["visitor", "member"])
def test_a_search_costs_the_same_with_few_results_and_with_many(site, kind):
    community = make.community()
    author = make.belonging(community)
    for _ in range(3):
        make.topic(community, by=author)
    client = browser(author if kind == "member" else None)
    addresses = ("/search/?q=caption+live+video", "/search/?q=video&kind=topic", "/search/?tag=captions")
    before = [queries(client, address) for address in addresses]
    for _ in range(24):
        make.topic(community, by=author)
    assert [queries(client, address) for address in addresses] == before
    assert max(before[:2]) <= 8 and before[2] <= 9  # the tag, and whether it is followed


def test_looking_for_another_spelling_costs_four_statements_more(site):
    make.topic(title="How was the walrus captioned?")
    client = browser(make.member())
    assert queries(client, "/search/?q=wallrus+captiond") <= 12


# --- the passage ----------------------------------------------------------------------------------


def test_the_passage_marks_the_words_where_they_stand(site):
    make.topic(title="About sound", source="filler " * 300 + "the walrus came late " + "filler " * 300)
    page = browser().get("/search/?q=walrus").content.decode()
    shown = re.search(r'class="result__passage">(.*?)</p>', page, re.DOTALL)[1]
    assert "the <mark>walrus</mark> came late" in shown and len(shown) < 500


def test_the_passage_is_escaped():
    html = marked(Passage((("<script>alert(1)</script> & ", False), ("<b>captions</b>", True))))
    assert html == ("&lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark>&lt;b&gt;captions&lt;/b&gt;</mark>")


# --- other words ----------------------------------------------------------------------------------


def test_the_page_says_which_other_words_it_looked_for(site):
    Synonym.objects.create(words="sea cow, manatee")
    make.topic(title="How do we caption a manatee?")
    page = browser().get("/search/?q=sea+cow").content.decode()
    assert "How do we caption a manatee?" in page and "Also looked for “manatee”" in page
