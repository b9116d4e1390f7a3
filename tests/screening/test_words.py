"""Watched words: what a pattern means, who keeps them, what follows."""

from time import perf_counter

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.screening.keeping import add_word, change_word, remove_word, seen_of
from communities.screening.models import WatchedWord
from communities.screening.normalizing import normalise
from communities.screening.screening import look, screen
from communities.screening.verdicts import Answer
from communities.screening.words import Watched, places_of
from tests import make

LEAK = {"pattern": "numpt*", "action": 2, "reason": "Speak of what somebody did."}


def stands(pattern: str, text: str) -> list[str]:
    normal = normalise(text)
    watched = [Watched(pattern, Answer.WARN, "")]
    return [normal.text[start:end] for _word, (start, end) in places_of(normal, watched)]


def test_a_star_is_the_rest_of_a_word_and_a_hash_a_digit():
    assert stands("numpt*", "A Numpty, two numpties; renumpted") == ["Numpty", "numpties"]
    assert stands("zx-####", "ZX-4471 but not ZX-44719 or ZX-44") == ["ZX-4471"]
    assert stands("free money", "FREE\n  money, freemoney") == ["FREE\n  money"]
    assert stands("c++", "in C++ and c+ +") == ["C++"]
    assert stands("a.b", "axb a.b") == ["a.b"]


@given(st.text(max_size=300), st.text(max_size=60))
def test_no_pattern_breaks_the_search(text, pattern):
    began = perf_counter()
    for place in look(text, watched=[Watched(pattern, Answer.WARN, "x")]).findings:
        assert text[place.start : place.end] == place.words
    assert perf_counter() - began < 1


@pytest.mark.parametrize("pattern", ["a*a*", "*a*", "#" * 120, "(a+)+$", "a " * 60, ".*" * 2, "*"])
def test_no_pattern_makes_the_site_wait(pattern):
    began = perf_counter()
    for text in ("a" * 20_000, "a " * 10_000, "1" * 20_000):
        look(text, watched=[Watched(pattern, Answer.WARN, "x")])
    assert perf_counter() - began < 3


@pytest.mark.django_db
def test_an_administrator_watches_for_a_word_with_a_reason():
    admin = make.administrator()
    word = add_word(by=admin, **LEAK)
    found = screen("What a numpty!")
    assert found.answer == Answer.HOLD and found.findings[0].why == LEAK["reason"]
    change_word(word, by=admin, pattern="numpt*", action=3, reason="No.", seen=seen_of(word))
    assert screen("What a numpty!").answer == Answer.REFUSE
    remove_word(word, by=admin)
    assert screen("What a numpty!").answer == Answer.FINE
    verbs = list(
        Entry.objects.filter(verb__startswith="screening").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == ["screening.word_added", "screening.word_changed", "screening.word_removed"]


@pytest.mark.django_db
def test_nobody_else_keeps_watched_words():
    word = add_word(by=make.administrator(), **LEAK)
    for person in (None, make.member()):
        with pytest.raises(Refused):
            add_word(by=person, **{**LEAK, "pattern": "another"})
        with pytest.raises(Refused):
            change_word(word, by=person, **LEAK)
        with pytest.raises(Refused):
            remove_word(word, by=person)
    assert WatchedWord.objects.get() == word


@pytest.mark.django_db
def test_who_saw_an_older_word_does_not_overwrite_the_newer():
    admin = make.administrator()
    word = add_word(by=admin, **LEAK)
    seen = seen_of(word)
    change_word(word, by=admin, pattern="numpt*", action=1, reason="Kinder.", seen=seen)
    with pytest.raises(Conflict):
        change_word(word, by=admin, pattern="numpt*", action=3, reason="Harder.", seen=seen)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"pattern": "a"},
        {"pattern": "*"},
        {"pattern": "a*b*c*"},
        {"pattern": "x" * 121},
        {"reason": " "},
        {"action": 7},
    ],
)
def test_what_is_no_pattern_is_not_kept(wrong):
    with pytest.raises(ValidationError):
        add_word(by=make.administrator(), **{**LEAK, **wrong})


@pytest.mark.django_db
def test_a_word_is_watched_once():
    admin = make.administrator()
    add_word(by=admin, **LEAK)
    with pytest.raises(ValidationError):
        add_word(by=admin, **{**LEAK, "pattern": "NUMPT*"})
