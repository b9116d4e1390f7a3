"""Markdown that does what members expect of it, and stays accessible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.kit.text import LONGEST, alt_text_problem, clean_source, excerpt, plain, render

from .safety import read, tags


def names(html: str) -> list[str]:
    return [tag for tag, _attributes in read(html).tags]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("**bold**, *leaning*, ~~wrong~~", "<p><strong>bold</strong>, <em>leaning</em>, <s>wrong</s></p>"),
        ("use `git push`", "<p>use <code>git push</code></p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("3. three\n4. four", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("one  \ntwo", "<p>one<br>\ntwo</p>"),
        ("1 < 2 & 3 > 2", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
        ("¿Qué? 日本 🎉", "<p>¿Qué? 日本 🎉</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_markdown_becomes_html(source, html):
    assert render(source).html.strip() == html


def test_a_block_of_code_keeps_its_lines_and_the_keyboard_can_scroll_it():
    html = render("```python\nif a < b:\n    print(a)\n```").html
    assert "if a &lt; b:\n    print(a)\n" in html
    assert names(html) == ["pre", "code"]
    assert tags(html, "pre") == [{"tabindex": "0"}]
    assert tags(html, "code") == [{}]


def test_a_link_tells_search_engines_and_the_other_page_nothing():
    assert tags(render("[Plain language](https://www.plainlanguage.gov 'Guide')").html, "a") == [
        {"href": "https://www.plainlanguage.gov", "title": "Guide", "rel": "nofollow noopener"}
    ]


@pytest.mark.parametrize(
    "address", ["https://digital.gov/a_b_c", "http://x.gov/?a=1&b=2", "https://x.gov/(a)", "Https://x.gov"]
)
def test_an_address_in_the_text_becomes_a_link(address):
    assert [a["href"] for a in tags(render(f"See {address} now").html, "a")] == [address]


@pytest.mark.parametrize("source", ["Go to digital.gov.", "Write to dana@epa.gov", "`https://x.gov`"])
def test_what_only_resembles_an_address_stays_words(source):
    assert tags(render(source).html, "a") == []


def test_a_table_has_headers_and_scrolls_in_a_region_of_its_own():
    html = render("| Day | Reach |\n|---|--:|\n| Mon | 40 |").html
    assert names(html) == ["div", "table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]
    assert tags(html, "div") == [
        {"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": "Table"}
    ]
    assert tags(html, "th") == [{"scope": "col"}] * 2


def test_tables_that_would_swell_are_refused_in_words_and_stay_text():
    rendered = render("|a" * 200 + "\n" + "|-" * 200 + "\n" + "|\n" * 2000)
    assert rendered.problems == ["The tables are too large. Use fewer rows or columns."]
    assert tags(rendered.html, "table") == []


def test_a_table_as_large_as_people_write_is_no_problem():
    rendered = render("| a | b | c | d |\n|---|---|---|---|\n" + "| 1 | 2 | 3 | 4 |\n" * 500)
    assert rendered.problems == []
    assert len(tags(rendered.html, "tr")) == 501


# --- headings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        ([1], [4]),
        ([2], [4]),
        ([6], [4]),
        ([1, 2, 3], [4, 5, 6]),
        ([1, 2, 3, 4, 5, 6], [4, 5, 6, 6, 6, 6]),
        ([1, 3, 3], [4, 5, 5]),
        ([1, 6, 2, 3], [4, 5, 5, 6]),
        ([2, 3, 2, 3], [4, 5, 4, 5]),
        ([3, 1], [4, 4]),
    ],
)
def test_headings_start_below_the_posts_own_and_nest_as_the_author_nested_them(source, levels):
    html = render("\n\n".join(f"{'#' * level} Heading" for level in source)).html
    assert names(html) == [f"h{level}" for level in levels]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12), st.booleans())
def test_no_order_of_headings_skips_a_level(source, quoted):
    mark = "> " if quoted else ""
    html = render("\n\n".join(f"{mark}{'#' * level} Heading" for level in source)).html
    levels = [int(tag[1]) for tag in names(html) if tag.startswith("h")]
    assert len(levels) == len(source)
    assert all(4 <= level <= 6 for level in levels)
    assert all(below <= above + 1 for above, below in zip([3, *levels], levels, strict=False))


def test_underlined_headings_nest_as_well():
    assert names(render("Title\n=====\n\nPart\n----").html) == ["h4", "h5"]


# --- images -------------------------------------------------------------------------------------


def test_an_image_becomes_a_link_named_by_its_alternative_text():
    rendered = render("![A bar chart of reach by day](https://x.gov/chart.png)")
    assert names(rendered.html) == ["p", "a"]
    assert read(rendered.html).words == ["Image: A bar chart of reach by day", "\n"]
    assert rendered.problems == []


@pytest.mark.parametrize("alt", ["", " ", "\u3000", "![]()"])
def test_an_image_without_alternative_text_is_refused(alt):
    assert "Each image needs alternative text" in render(f"![{alt}](https://x.gov/a.png)").problems[0]


@pytest.mark.parametrize(
    "alt",
    [
        *("chart.png", "IMG_2041.JPG", "my chart (final).jpeg", "a.b.webp", "photo.heic", "Grafik-1.svg"),
        *("IMG_2041", "DSC0001", "image", "Screenshot 12", "photo-3", "scan", "*chart.png*", " chart.png "),
    ],
)
def test_a_file_name_is_no_alternative_text(alt):
    problem = render(f"![{alt}](https://x.gov/a.png)").problems[0]
    assert alt.strip(" *") in problem and "is a file name" in problem


@pytest.mark.parametrize(
    "alt", ["A photo of the harbour", "How to save a .png file", "Image quality compared", "EPA logo"]
)
def test_words_that_say_something_are_alternative_text(alt):
    assert alt_text_problem(alt) == ""


def test_each_problem_is_said_once():
    assert len(render("![](a) ![](b) ![c.png](c)").problems) == 2


# --- mentions -----------------------------------------------------------------------------------

PEOPLE = {"dana-whitfield": ("Dana Whitfield", "/people/dana-whitfield/"), "li": ("Li", "/people/li/")}


def mentioned(source: str) -> list[str]:
    return render(source, mentions=PEOPLE.get).mentioned


def test_a_mention_links_to_the_person_by_name():
    html = render("Ask @dana-whitfield.", mentions=PEOPLE.get).html
    assert tags(html, "a") == [
        {"class": "mention", "href": "/people/dana-whitfield/", "rel": "nofollow noopener"}
    ]
    assert read(html).words == ["Ask ", "@Dana Whitfield", ".", "\n"]


@pytest.mark.parametrize(
    "source",
    [
        "@dana-whitfield",
        "(@dana-whitfield)",
        "**@dana-whitfield**",
        "- @dana-whitfield",
        "a\n@dana-whitfield",
    ],
)
def test_a_mention_may_stand_wherever_a_word_may(source):
    assert mentioned(source) == ["dana-whitfield"]


@pytest.mark.parametrize(
    "source",
    [
        *(
            "@nobody",
            "dana@dana-whitfield",
            "`@dana-whitfield`",
            "```\n@dana-whitfield\n```",
            "\\@dana-whitfield",
        ),
        *("@", "@-dana-whitfield", "@dana-whitfield-jones", "@Dana-Whitfield", "<!-- @dana-whitfield"[:4]),
    ],
)
def test_what_only_resembles_a_mention_mentions_nobody(source):
    assert mentioned(source) == []


def test_a_person_mentioned_twice_is_mentioned_once():
    assert mentioned("@li, @dana-whitfield and @li") == ["li", "dana-whitfield"]


# --- what is kept, and what is shown of it -------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("  a  \n", "a"),
        ("Cafe\u0301", "Café"),
        ("a\x00b\x08c\x7fd\x85e", "abcde"),
        ("\ufeffa", "a"),
        ("pay\u202egnp.exe", "paygnp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("i\u200bnvisi\u2060ble", "invisible"),
        ("a\tb\nc", "a\tb\nc"),
        ("👩\u200d👧 می\u200cخواهم", "👩\u200d👧 می\u200cخواهم"),
        ("\u200b \x00", ""),
    ],
)
def test_what_nobody_sees_is_not_kept_and_what_words_need_is(typed, kept):
    assert clean_source(typed) == kept


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_more(text):
    once = clean_source(text)
    assert clean_source(once) == once


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("# Title\n\nOne **two** three.", "Title One two three."),
        ("- a\n- b", "a b"),
        ("pre**fix**ed `code`.", "prefixed code."),
        ("R&D: 1 < 2 <script>", "R&D: 1 < 2 <script>"),
        ("|a|b|\n|-|-|\n|1|2|", "a b 1 2"),
    ],
)
def test_the_plain_words_are_those_that_the_reader_sees(source, words):
    assert plain(render(source).html) == words


def test_an_excerpt_of_a_short_text_is_the_text():
    assert excerpt("<p>Use a captioner.</p>") == "Use a captioner."


def test_an_excerpt_is_cut_at_a_word():
    assert excerpt("<p>One two, three four</p>", 9) == "One two …"


def test_no_excerpt_is_longer_than_asked():
    assert len(excerpt(f"<p>{'word ' * 1000}</p>")) <= 222


def test_a_text_of_the_greatest_length_keeps_all_its_words():
    source = "word " * (LONGEST // 5)
    assert plain(render(source).html) == source.strip()
