"""Footnotes, and pictures of the site, in members' Markdown."""

import time

import pytest

from communities.kit import text
from tests.kit.safety import read

KEY = "01234567-89ab-cdef-0123-456789abcdef"
OURS = f"/attachments/{KEY}/"


def html(source: str, **how) -> str:
    return text.render(source, **how).html


def known(**how):
    return {KEY: text.Picture(60, 40, **how)}.get


def test_a_footnote_is_linked_both_ways():
    tags = read(html("Said[^1].\n\n[^1]: Where **it** stands.")).tags
    ids = {attributes["id"] for _tag, attributes in tags if "id" in attributes}
    targets = {attributes["href"][1:] for tag, attributes in tags if tag == "a"}
    assert len(ids) == 2 and ids == targets


def test_two_texts_on_a_page_share_no_anchor():
    notes = [html(f"{words}[^1].\n\n[^1]: Where.") for words in ("One", "Two")]
    ids = [{a["id"] for _tag, a in read(each).tags if "id" in a} for each in notes]
    assert ids[0] and not ids[0] & ids[1]


def test_a_footnote_without_a_note_is_what_was_typed():
    assert html("Said[^1] and [^a b] and [^].") == "<p>Said[^1] and [^a b] and [^].</p>\n"


def test_a_note_that_nothing_refers_to_is_left_out():
    assert "footnotes" not in html("Said.\n\n[^1]: Where.")


@pytest.mark.parametrize(
    "hostile",
    [
        "[^a]: x\n\n" + "[^" * 9_990,
        "[^a]: x\n\n" + "[^a]" * 4_990,
        "[^a]: " * 3_300,
        "\n".join(f"[^{n}]: x[^{n + 1}]" for n in range(1_200)),
        "[^1]: a\n> " * 2_000,
        f"![a]({OURS})" * 350,
    ],
    ids=["open", "many", "nested", "chain", "quoted", "pictures"],
)
def test_notes_and_pictures_without_end_are_rendered_in_time(hostile):
    started = time.process_time()
    html(hostile[: text.LONGEST], pictures=known())
    assert time.process_time() - started < 3


def test_a_picture_of_ours_is_shown_and_another_is_a_link():
    assert f'<img src="{OURS}" alt="A flag" width="60" height="40"' in html(
        f"![A flag]({OURS})", pictures=known()
    )
    elsewhere = html(f"![A flag](https://example.gov{OURS})", pictures=known())
    assert "<img" not in elsewhere and "Image: A flag" in elsewhere


def test_only_a_decorative_picture_of_ours_has_no_words():
    source = f"![]({OURS})"
    assert not text.render(source, pictures=known(is_decorative=True)).problems
    assert text.render(source, pictures=known()).problems and text.render(source).problems


@pytest.mark.parametrize("alt", ["Image of a flag", "a picture of it", "Icon", "The graphic of the week"])
def test_what_a_screen_reader_says_already_is_no_alternative_text(alt):
    assert "Leave out “image of”" in text.alt_text_problem(alt)


@pytest.mark.parametrize(
    "alt", ["Imagery of the coast", "Image sensor on a table", "Photo of the year, on a wall"]
)
def test_words_that_only_begin_so_are_fine(alt):
    assert text.alt_text_problem(alt) == ""
