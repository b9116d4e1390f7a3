"""Finding as pages use it: narrowed, respelt, by other words for the same, with the best passage."""

import pytest
from django.utils import timezone

from communities.finding import spelling, synonyms
from communities.finding.asked import Query
from communities.finding.indexing import Findable, put, remove
from communities.finding.models import EVERYONE, MEMBERS, Document, Kind, Synonym
from communities.finding.searching import find
from communities.tags.models import Tag


def thing(title: str, body: str = "", *, audience: str = EVERYONE, kind: str = Kind.TOPIC, **more) -> Tag:
    source = Tag.objects.create(name=f"thing {Tag.objects.count()}")
    more = {"url": "/x/", "changed_at": timezone.now(), **more}
    put(Findable(source=source, kind=kind, audience=audience, title=title, body=body, **more))
    return source


def results(text: str = "", *, audiences=(EVERYONE,), **how):
    return find(Query(text=text, **how), audiences=list(audiences))


def titles(text: str = "", **how) -> list[str]:
    return [hit.document.title for hit in results(text, **how).hits]


@pytest.fixture(autouse=True)
def index(db):
    synonyms.forget_groups()
    for n in range(5):
        thing(f"Posting on an account, part {n}", "Our agency posts on its account every week.")


def test_what_is_narrowed_by_a_label_holds_that_label():
    thing("Solved walrus", labels=["is:solved", "by:7", "in:3"])
    thing("Open walrus", labels=["is:open", "is:unanswered", "by:8", "in:3", "agency:4", "level:state"])
    assert titles("walrus", solved=True) == ["Solved walrus"]
    assert titles("walrus", solved=False) == titles("walrus", unanswered=True) == ["Open walrus"]
    assert titles("walrus", authors=(7,)) == ["Solved walrus"]
    assert set(titles("walrus", authors=(7, 8), communities=(3,))) == {"Solved walrus", "Open walrus"}
    assert titles("walrus", agencies=(4,)) == titles("walrus", levels=("state",)) == ["Open walrus"]
    assert titles("walrus", authors=(7,), agencies=(4,)) == []
    assert titles(authors=(8,)) == ["Open walrus"]


def test_dates_tags_and_kinds_narrow_and_other_kinds_are_counted_still():
    long_ago = timezone.now() - timezone.timedelta(days=400)
    thing("Old walrus", changed_at=long_ago, tags=["ice"])
    thing("New walrus", kind=Kind.TOOLKIT)
    day = (timezone.now() - timezone.timedelta(days=30)).date()
    assert titles("walrus", before=day) == titles("walrus", tags=("ice",)) == ["Old walrus"]
    assert titles("walrus", after=day) == ["New walrus"]
    found = results("walrus", kinds=(Kind.TOOLKIT,))
    assert found.counts == {"topic": 1, "toolkit": 1} and found.total == len(found.hits) == 1


def test_a_phrase_has_to_stand_there_and_what_is_left_out_must_not():
    thing("A walrus on the ice", "Cold.")
    thing("Ice for a walrus", "Warm.")
    assert titles(phrases=("walrus on the ice",)) == ["A walrus on the ice"]
    assert titles("walrus", without=("warm",)) == ["A walrus on the ice"]
    assert titles("walrus", without=("ice for a walrus",)) == ["A walrus on the ice"]


def test_neighbouring_words_count_for_more_side_by_side():
    thing("One", summary="An image of a seal, and a long description of the weather there.")
    thing("Two", summary="A seal of the weather there, and of a long image description an.")
    assert titles("image description")[0] == "Two"


@pytest.mark.parametrize(
    ("typed", "written", "other"),
    [
        ("C++", "C++ for archives", "C for archives"),
        ("#AskFAFSA", "What #AskFAFSA taught us", "What we ask"),
        ("askfafsa", "What #AskFAFSA taught us", "What we ask"),
        ("@usgs", "How @usgs does it", "How others do it"),
        ("resume", "A résumé in video", "A letter in video"),
        ("who should tell IT", "What IT wants", "What it wants"),
    ],
)
def test_names_with_signs_capitals_and_accents_are_found(typed, written, other):
    thing(written)
    thing(other)
    assert titles(typed)[0] == written


def test_other_words_for_the_same_thing_find_each_other_and_the_page_is_told():
    Synonym.objects.create(words="Alt text, image description")
    synonyms.forget_groups()
    thing("Writing an image description")
    found = results("who writes alt text?")
    assert found.hits[0].document.title == "Writing an image description"
    assert found.synonyms == (("alt text", "image description"),)


def test_a_misspelt_word_is_looked_for_as_readers_spell_it():
    thing("Accessibility of a walrus")
    spelling.learn()
    found = results("accesibilty walrsu")
    assert found.is_for_meant and found.meant == "accessibility walrus"
    assert found.hits[0].document.title == "Accessibility of a walrus"


def test_no_word_is_offered_that_only_others_may_read():
    source = thing("The chrysanthemum", audience=MEMBERS)
    spelling.learn()
    assert results("crysanthemum", audiences=[EVERYONE, MEMBERS]).meant == "chrysanthemum"
    assert results("crysanthemum").meant == ""
    remove(source)  # learned, and gone since
    assert results("crysanthemum", audiences=[EVERYONE, MEMBERS]).meant == ""


def test_the_passage_is_the_part_that_says_most_with_the_words_marked():
    thing("Long", f"A walrus. {'filler words ' * 100} Here a walrus eats clams. {'filler words ' * 100}")
    (hit,) = results("walrus clams").hits
    assert "Here a walrus eats clams." in hit.passage.text and len(hit.passage.text) < 260
    assert [piece for piece, marked in hit.passage.pieces if marked] == ["walrus", "clams"]


def test_of_equals_a_solved_topic_comes_before_an_open_one_and_a_new_one_before_an_old_one():
    old = timezone.now() - timezone.timedelta(days=1000)
    thing("Walrus", facts={"solved": True, "helpful": 2}, changed_at=timezone.now())
    thing("Walrus", facts={"solved": False}, changed_at=timezone.now(), url="/open/")
    thing("Walrus", facts={"solved": False}, changed_at=old, url="/old/")
    assert [hit.document.url for hit in results("a walrus").hits] == ["/x/", "/open/", "/old/"]


def test_pages_of_results_follow_each_other():
    every = [hit.document.pk for hit in find(Query("account"), audiences=[EVERYONE]).hits]
    found = [find(Query("account"), audiences=[EVERYONE], first=first, most=2) for first in (0, 2, 4)]
    assert [hit.document.pk for each in found for hit in each.hits] == every and len(every) == 5
    assert {each.total for each in found} == {5}


def test_a_search_costs_the_same_statements_however_much_it_finds(django_assert_num_queries):
    for n in range(30):
        thing(f"Walrus {n}")
    results("walrus")  # the list of synonyms is kept for a minute
    for typed in ("walrus", "account post week"):
        with django_assert_num_queries(3):  # how rare its words are, the candidates, their documents
            assert results(typed).hits


def test_nothing_is_found_by_nothing():
    assert not Query(kinds=(Kind.TOPIC,)).text and results().hits == [] and results("zzqx").hits == []
    assert Document.objects.exists()
