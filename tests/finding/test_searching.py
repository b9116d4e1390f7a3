"""Ranking: what comes first for a question in a person's own words."""

import pytest
from django.utils import timezone

from communities.finding import lexical, searching
from communities.finding.indexing import Findable, put, remove
from communities.finding.models import EVERYONE, MEMBERS, Document, Kind
from communities.finding.searching import alike, counts_by_kind
from communities.tags.models import Tag
from tests.tools import search


def thing(title: str, body: str = "", *, audience: str = EVERYONE, kind: str = Kind.TOPIC, **more) -> Tag:
    """Put something into the index; a tag stands in for it, because the index knows no feature."""
    source = Tag.objects.create(name=f"thing {Tag.objects.count()}")
    more = {"url": "/x/", "changed_at": timezone.now(), **more}
    put(Findable(source=source, kind=kind, audience=audience, title=title, body=body, **more))
    return source


def titles(text: str, **how) -> list[str]:
    return [found.title for found in search(text, audiences=[EVERYONE], **how)]


@pytest.fixture(autouse=True)
def index(db):
    """Twenty documents about posts on accounts, as a background against which words are rare or not."""
    for n in range(20):
        thing(f"Posting on an account, part {n}", "Our agency posts on its account every week.")


def test_no_question_is_required_to_match_whole():
    thing("Captions for live video", "Hire a captioner.")
    question = "What would you advise a small agency that has never bought captions before?"
    assert titles(question)[0] == "Captions for live video"


def test_rarer_words_weigh_more_than_common_ones():
    thing("The flamingo", "A flamingo.")
    found = titles("agency account posts flamingo")
    assert found[0] == "The flamingo" and len(found) == 21


def test_a_title_that_is_typed_exactly_comes_first_even_when_another_says_the_words_more_often():
    thing("How to caption", "caption " * 200, summary="caption caption caption", tags=["caption"])
    thing("How do we caption a video?", "Briefly.")
    for typed in (
        "How do we caption a video?",
        "how do we CAPTION a video?",
        "  How do we caption a video? ",
    ):
        assert titles(typed)[0] == "How do we caption a video?"
    thing("Caption", "filler after filler " * 3000)
    assert titles("caption")[0] == "Caption"


def test_a_title_made_of_the_commonest_words_is_found():
    thing("Who are we?", "The team.")
    assert [found.title for found in alike("who are we", audiences=[EVERYONE])] == ["Who are we?"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("captions", "captioning"),
        ("captioning", "captions"),
        ("captioned", "caption"),
        ("policies", "policy"),
        ("archived records", "archiving a record"),
        ("TRANSLATED", "translation"),
    ],
)
def test_a_word_is_found_in_its_other_forms(typed, written):
    thing(f"About {written}")
    assert titles(typed)[0] == f"About {written}"


def test_a_stem_is_not_a_beginning():
    """“redis” is not “redirect”."""
    thing("Redirects after a redesign")
    assert titles("redis") == []


@pytest.mark.parametrize("word", ["FOIA", "508", "X", "TOS", "AI", "DM", "QR", "2.2", "RSS"])
def test_short_words_and_acronyms_are_found(word):
    thing(f"What {word} means for us")
    thing("Something else entirely", f"and in passing {word}.")
    for typed in (word, word.lower(), f"what is {word}?"):
        assert titles(typed)[0] == f"What {word} means for us"
    assert len(titles(word)) == 2


def test_the_title_weighs_more_than_the_tags_those_more_than_the_question_and_that_more_than_replies():
    thing("In the replies", body="A pelican came by.")
    thing("In the question", summary="A pelican came by.")
    thing("In the tags", tags=["pelican"])
    thing("The pelican")
    assert titles("pelican") == ["The pelican", "In the tags", "In the question", "In the replies"]


def test_a_long_document_does_not_win_by_being_long():
    thing("Long", "walrus " + "filler word after filler word " * 2000)
    thing("Short", "walrus")
    assert titles("walrus") == ["Short", "Long"]


@pytest.mark.parametrize("typed", ["accesibility", "infografics", "accesibilty of infografics"])
def test_a_misspelt_title_resembles_the_one_that_was_meant(typed):
    thing("Accessibility of infographics")
    assert alike(typed, audiences=[EVERYONE])[0].title == "Accessibility of infographics"


def test_what_resembles_nothing_finds_nothing():
    assert not alike("zzqx", audiences=[EVERYONE])


def test_a_tag_narrows_and_without_words_lists_its_own_newest_first():
    old = timezone.now() - timezone.timedelta(days=3)
    thing("Older", tags=["alt-text"], changed_at=old)
    thing("Newer", tags=["alt-text", "captions"])
    assert titles("", tag="alt-text") == ["Newer", "Older"]
    assert titles("older", tag="alt-text") == ["Older"]
    assert titles("", tag="alt") == titles("the", tag="alt-text") == []


def test_a_kind_narrows():
    thing("A toolkit about walruses", kind=Kind.TOOLKIT)
    thing("A talk about walruses")
    assert titles("walrus", kind=Kind.TOOLKIT) == ["A toolkit about walruses"]
    assert counts_by_kind(search("walrus", audiences=[EVERYONE])) == {"topic": 1, "toolkit": 1}


def test_nothing_is_found_by_nothing_and_by_words_that_are_nowhere():
    assert titles("") == titles("   ") == titles("the of and") == titles("xylophone") == []


def test_only_documents_of_the_asked_audiences_are_found():
    thing("Walruses among members", audience=MEMBERS)
    thing("Walruses in the club", audience="community:7")
    assert titles("walruses") == []
    found = search("walruses", audiences=[EVERYONE, "community:7"])
    assert [document.title for document in found] == ["Walruses in the club"]
    assert not alike("walruses in the", audiences=[EVERYONE])


def test_equal_ranks_come_newest_first_and_always_in_the_same_order():
    for n in range(5):
        thing(f"Walrus {n}")
    assert titles("walrus") == [f"Walrus {n}" for n in (4, 3, 2, 1, 0)]


# --- of too many, those that are likely the best ---------------------------------------------------


@pytest.fixture
def few(monkeypatch):
    """Of the background's twenty documents, three are ranked."""
    monkeypatch.setattr(lexical, "MOST", 3)


def test_of_too_many_those_that_hold_the_word_in_title_tags_or_question_are_ranked(few):
    old = timezone.now() - timezone.timedelta(days=900)
    thing("Account", changed_at=old)
    thing("In the tags", tags=["account"], changed_at=old)
    thing("In the question", summary="My account.", changed_at=old)
    for n in range(5):
        thing(f"In a reply {n}", body="My account.")
    assert titles("week") == [f"Posting on an account, part {n}" for n in (19, 18, 17)]
    Document.objects.filter(title__startswith="Posting").delete()
    assert titles("account") == ["Account", "In the tags", "In the question"]


def test_of_too_many_those_that_hold_more_of_the_words_or_rarer_ones_are_ranked(few):
    old = timezone.now() - timezone.timedelta(days=900)
    thing("Both", summary="An agency has a walrus.", changed_at=old)
    thing("The rare one, in a reply", body="A flamingo.", changed_at=old)
    found = titles("agency account walrus flamingo")
    assert len(found) == 3 and set(found[:2]) == {"Both", "The rare one, in a reply"}


@pytest.mark.parametrize("typed", ["account", "ACCOUNT"])
def test_of_too_many_the_title_that_is_typed_exactly_is_first(few, typed):
    thing("Account", changed_at=timezone.now() - timezone.timedelta(days=900))
    assert titles(typed)[0] == "Account"


@pytest.mark.parametrize(
    "title", ["100% of_posting", "posting\\", "_posting%", "'posting'", "posting: {a,b}"]
)
def test_of_too_many_a_title_with_signs_is_first_when_it_is_typed_exactly(few, title):
    thing(title, changed_at=timezone.now() - timezone.timedelta(days=900))
    assert titles(title)[0] == title


def test_of_too_many_the_best_of_one_kind_or_tag_or_audience_are_ranked_by_themselves(few):
    old = timezone.now() - timezone.timedelta(days=900)
    thing("A toolkit", body="Our account.", kind=Kind.TOOLKIT, changed_at=old)
    thing("A tagged one", body="Our account.", tags=["captions"], changed_at=old)
    thing("Among members", body="Our account.", audience=MEMBERS, changed_at=old)
    assert titles("account", kind=Kind.TOOLKIT) == ["A toolkit"]
    assert titles("account", tag="captions") == ["A tagged one"]
    assert [found.title for found in search("account", audiences=[MEMBERS])] == ["Among members"]


def test_no_kind_is_counted_further_than_one_more_than_are_ranked(few):
    thing("An account", kind=Kind.TOOLKIT)
    question = searching.ask("account", audiences=[EVERYONE])
    assert counts_by_kind(searching.matching(question)) == {"topic": 4, "toolkit": 1}


# --- the index ------------------------------------------------------------------------------------


def test_putting_a_thing_again_replaces_its_document():
    source = thing("Walrus")
    put(Findable(source, Kind.TOPIC, EVERYONE, "/y/", "Pelican", timezone.now()))
    assert titles("walrus") == [] and titles("pelican") == ["Pelican"]
    assert Document.objects.filter(object_id=source.pk).count() == 1


def test_putting_a_thing_costs_one_statement_whether_it_is_there_or_not(django_assert_num_queries):
    source = thing("Walrus")
    with django_assert_num_queries(1):
        put(Findable(source, Kind.TOPIC, EVERYONE, "/y/", "Pelican", timezone.now()))
    remove(source)
    with django_assert_num_queries(1):
        put(Findable(source, Kind.TOPIC, EVERYONE, "/y/", "Flamingo", timezone.now()))


def test_a_thing_that_is_taken_out_is_not_found_and_taking_it_out_twice_does_nothing():
    source = thing("Walrus")
    remove(source)
    remove(source)
    assert titles("walrus") == []


def test_a_text_of_a_million_characters_is_indexed_as_far_as_it_is_kept():
    thing("Walrus " * 200, "tusk " * 250_000)
    (document,) = search("tusk", audiences=[EVERYONE])
    assert len(document.body) <= 100_000 and len(document.title) <= 300


def test_a_search_costs_two_statements_however_many_words_it_has(django_assert_num_queries):
    thing("Walrus")
    for typed in ("walrus", "agency account post week walrus part posting every"):
        with django_assert_num_queries(2):  # how rare its words are, the results
            assert list(search(typed, audiences=[EVERYONE]))
