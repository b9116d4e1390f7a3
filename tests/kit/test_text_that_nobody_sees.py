"""What shows nothing, turns lines round or piles up is no text, however it is written."""

import time

import pytest
from django.core.exceptions import ValidationError

from communities.discussions.writing.rendering import check
from communities.kit.text import MOST_MARKS, alt_text_problem, clean_source, render
from communities.members.forms.lines import one_line

NOTHING = ["\u200d", "\ufe0f", "\u3164", "\u2800", "\u115f", "\u200b", "\u034f", "\u0301"]


def test_signs_that_turn_the_line_round_are_left_out_also_when_they_are_written_as_entities():
    html = render("Safe &#x202e;gnp.exe&#8236; &rlm;x&lrm; and [y](/z 'a&#x2067;b')").html
    assert "gnp.exe" in html and not set("\u202e\u202c\u200f\u200e\u2067") & set(html)


@pytest.mark.parametrize("blank", ["&#x200b;", "&#x2060;&zwj;", "\u2800", "\u3164", "&nbsp;"])
def test_words_for_a_picture_that_nobody_sees_are_none(blank):
    assert render(f"![{blank}](https://example.gov/a)").problems
    assert alt_text_problem("\u200d\ufe0f")


@pytest.mark.parametrize(
    "source", ["\u200d", "&nbsp;", "[a]: https://example.gov", "&#x202e;", "\u3164 \u2800"]
)
def test_a_text_that_shows_nothing_can_not_be_posted(source):
    with pytest.raises(ValidationError, match="Write something first"):
        check(source)


@pytest.mark.parametrize("sign", NOTHING)
def test_a_line_of_what_nobody_sees_is_empty(sign):
    assert one_line(sign * 12) == ""


def test_a_line_keeps_what_its_script_needs():
    for line in (
        "\u0915\u094d\u200d\u0937 caf\u00e9",
        "\U0001f469\u200d\U0001f467 family",
        "3 < 4",
        "\u2026",
    ):
        assert one_line(line) == line


def test_the_time_to_clean_a_text_grows_with_its_length_whatever_marks_stand_on_a_letter():
    pile = "a" + "\u0315\u0300\u05ae\u0327" * 50_000
    started = time.process_time()
    cleaned = clean_source(pile)
    assert time.process_time() - started < 1
    assert len(cleaned) <= MOST_MARKS + 1 and clean_source(cleaned) == cleaned


def test_what_is_no_character_is_left_out():
    assert clean_source("a\uffff\ufffeb") == "ab"
