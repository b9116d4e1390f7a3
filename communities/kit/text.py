"""Members' text: Markdown in, safe HTML out.

Text is rendered once, on writing; the source, the HTML and `RENDERER_VERSION` are stored together, so
that a later renderer can find what it has to render again. Safety does not rest on the Markdown
parser: whatever it makes passes through an allow-list (nh3).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from unicodedata import category, combining, normalize

import nh3
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline, linkify
from markdown_it.token import Token

from .footnotes import ANCHOR, add_footnotes, anchors_of

RENDERER_VERSION = 2
HEADING_BELOW = 3  # a post's heading is an h3, so the headings inside it start at h4
LONGEST = 20_000  # characters of source
MOST_CELLS = 5_000  # of all tables of a text

MENTION = re.compile(r"@([a-z0-9]+(?:-[a-z0-9]+)*)")
FILE_NAME = re.compile(r"^[\w\s().-]+\.(?:png|jpe?g|gif|webp|heic|bmp|svg|tiff?)$", re.IGNORECASE)
SAYS_IMAGE = re.compile(r"^(?:an? |the )?(?:image|picture|graphic|icon)(?: of\b|$)", re.IGNORECASE)
ATTACHED = re.compile(r"/attachments/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")
CAMERA_NAME = re.compile(r"^(?:img|dsc|image|screenshot|photo|scan|picture)[\s_-]*\d*$", re.IGNORECASE)
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"  # controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction; not the joiners, which words and emoji need
    "\u200b\u2060-\u2064\ufeff"  # no width and no meaning
    "\ufffe\uffff]"  # no characters: they break XML
)
MOST_MARKS = 30  # on one letter, as in the stream-safe format of Unicode (UAX 15)
_MARKS = "".join(mark for mark in map(chr, range(0x300, 0x1F000)) if combining(normalize("NFD", mark)[0]))
_PILE = re.compile(f"([{_MARKS}]{{{MOST_MARKS}}})[{_MARKS}]+")  # to sort n marks takes n times n steps
_FILLERS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that show nothing

TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "a", "ul", "ol", "li"),
    *("h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div", "sup", "img"),
}
ATTRIBUTES = {
    "a": {"href", "title", "id", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading"},
    "li": {"id"},
    "ol": {"start"},
    "th": {"scope"},
    "td": set(),
    "pre": {"tabindex"},
    "div": {"role", "tabindex", "aria-label"},
}
CLASSES = {"a": {"mention"}, "div": {"table-scroll"}, "ol": {"footnotes"}}

Mentions = Callable[[str], tuple[str, str] | None]


@dataclass(frozen=True)
class Picture:
    """A picture of ours: how large it is, and whether it says nothing that the text doesn't."""

    width: int
    height: int
    is_decorative: bool = False


Pictures = Callable[[str], Picture | None]


@dataclass
class Rendered:
    """HTML that is safe to show, what is wrong with the source, and whom it mentions."""

    html: str
    problems: list[str] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)


def clean_source(text: str) -> str:
    """Return `text` with one kind of line end, in NFC, without control and direction-changing characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = INVISIBLE.sub("", text)
    return normalize("NFC", _PILE.sub(r"\1", text)).strip()


def is_seen(text: str) -> bool:
    """Whether anything of a text shows: a letter, a number or a sign."""
    return any(category(char)[0] in "LNPS" and char not in _FILLERS for char in text)


def alt_text_problem(alt: str) -> str:
    """Return what is wrong with an image's alternative text, or an empty string.

    The rule is WCAG 2.2 success criterion 1.1.1: a text that serves the same purpose. A file name does not.
    """
    alt = alt.strip()
    if not is_seen(alt):
        return _(
            "Each image needs alternative text: say in a few words what the reader would miss without it."
        )
    if FILE_NAME.match(alt) or CAMERA_NAME.match(alt):
        return _("“%(alt)s” is a file name, not alternative text. Say what the image shows.") % {"alt": alt}
    if SAYS_IMAGE.match(alt):
        return _("Leave out “image of”: a screen reader says that already. Say what the image shows.")
    return ""


def render(
    source: str,
    *,
    mentions: Mentions = lambda slug: None,
    pictures: Pictures = lambda key: None,
    below: int = HEADING_BELOW,
) -> Rendered:
    """Render Markdown to safe HTML.

    `mentions` returns `(name, address)` for the word after an @, or None when nobody is meant. `pictures`
    returns what is known of a picture of ours, or None: then it is a link. `below` is the level of the
    heading that the text stands under: its own headings start one further down.
    """
    env: dict = {"problems": [], "mentioned": [], "mentions": mentions, "pictures": pictures, "below": below}
    env["anchors"] = anchors_of(source)
    html = nh3.clean(
        INVISIBLE.sub("", _markdown.render(source, env)),  # those that are written as &#x202e;
        tags=TAGS | {f"h{level}" for level in range(below + 1, HEADING_BELOW + 1)},
        attributes=ATTRIBUTES,
        attribute_filter=_only_ours,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    problems, mentioned = (list(dict.fromkeys(env[name])) for name in ("problems", "mentioned"))
    return Rendered(html=html, problems=problems, mentioned=mentioned)


def _only_ours(tag: str, name: str, value: str) -> str | None:
    """Pictures are those of the site, and anchors those of footnotes."""
    if (tag, name) == ("img", "src"):
        return value if ATTACHED.fullmatch(value) else None
    if name == "id":
        return value if ANCHOR.fullmatch(value) else None
    return value


def plain(html: str) -> str:
    """Return the words of safe HTML as plain text, one space between them, for the index and for excerpts."""
    spaced = re.sub(r"<(?!/?(?:a|b|code|em|i|s|strong)[\s>])", " <", html)  # not within a word
    return re.sub(r"\s+", " ", unescape(nh3.clean(spaced, tags=set()))).strip()


def excerpt(html: str, length: int = 220) -> str:
    """Return the first `length` characters of the words in `html`, cut at a word."""
    words = plain(html)
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0].rstrip(",.;:") + " …"


# --- the parser ---------------------------------------------------------------------------------


def _mention(state: StateInline, silent: bool) -> bool:
    """Parse `@dana-whitfield` where a word may start; leave it alone when nobody has that name."""
    if state.src[state.pos] != "@" or (state.pos and state.src[state.pos - 1].isalnum()):
        return False
    match = MENTION.match(state.src, state.pos)
    found = match and state.env["mentions"](match.group(1))
    if not match or not found:
        return False
    if not silent:
        state.env["mentioned"].append(match.group(1))
        name, address = found
        token = state.push("html_inline", "", 0)
        token.content = f'<a class="mention" href="{escape(address)}">@{escape(name)}</a>'
    state.pos = match.end()
    return True


def _address(state: StateInline, silent: bool) -> bool:
    """An address in the text becomes a link. markdown-it's rule reads all pending text, so ask it seldom."""
    before = state.src[max(0, state.pos - 5) : state.pos].lower()
    return before.endswith(("http", "https")) and linkify(state, silent)


def _bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Parse a table while all tables of the text have few cells: short rows are filled up to full ones."""
    if state.env.get("cells", 0) > MOST_CELLS or not table(state, start, end, True):
        return False  # after too large ones none is looked for: each would read to the end of the text
    if silent:
        return True
    rows = next((line for line in range(start, end) if state.isEmpty(line)), end) - start
    columns = state.src[state.bMarks[start] : state.eMarks[start]].count("|") + 1
    state.env["cells"] = state.env.get("cells", 0) + rows * columns
    if state.env["cells"] > MOST_CELLS:
        state.env["problems"].append(_("The tables are too large. Use fewer rows or columns."))
        return False
    return table(state, start, end, False)


def _image(self, tokens: list[Token], index: int, options, env: dict) -> str:
    """A picture of ours is shown; one from elsewhere becomes a link named by its alternative text.

    Each must have one, unless it is a picture of ours that is decorative.
    """
    token = tokens[index]
    alt = self.renderInlineAsText(token.children or [], options, env)
    address = str(token.attrGet("src") or "")
    attached = ATTACHED.fullmatch(address)
    picture = env["pictures"](attached.group(1)) if attached else None
    if picture and picture.is_decorative and not alt.strip():
        return _img(address, "", picture)
    if problem := alt_text_problem(alt):
        env["problems"].append(problem)
    if picture:
        return _img(address, alt, picture)
    label = _("Image: %(alt)s") % {"alt": alt}
    return f'<a href="{escape(token.attrGet("src") or "")}">{escape(label)}</a>'


def _img(address: str, alt: str, picture: Picture) -> str:
    size = f'width="{picture.width:d}" height="{picture.height:d}"'
    return f'<img src="{escape(address)}" alt="{escape(alt)}" {size} loading="lazy">'


def _heading(self, tokens: list[Token], index: int, options, env: dict) -> str:
    """Headings start below the post's own, nest as the author's do, and skip no level on the way down."""
    token = tokens[index]
    if token.nesting == 1:
        level = int(token.tag[1])
        env["above"] = [above for above in env.get("above", []) if above < level] + [level]
        env["level"] = min(env["below"] + len(env["above"]), 6)
        return f"<h{env['level']}>"
    return f"</h{env['level']}>"


def _table(self, tokens: list[Token], index: int, options, env: dict) -> str:
    """A table scrolls inside a region that the keyboard reaches, never the page."""
    if tokens[index].nesting == 1:
        label = escape(_("Table"))
        return f'<div class="table-scroll" role="region" tabindex="0" aria-label="{label}"><table>'
    return "</table></div>"


def _header_cell(self, tokens: list[Token], index: int, options, env: dict) -> str:
    return '<th scope="col">'


def _fence(self, tokens: list[Token], index: int, options, env: dict) -> str:
    """Code scrolls inside a box that the keyboard reaches."""
    return f'<pre tabindex="0"><code>{escape(tokens[index].content)}</code></pre>\n'


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark", {"html": False, "linkify": True, "typographer": False, "maxNesting": 20}
    )
    parser.enable(["table", "strikethrough", "linkify"])
    if parser.linkify is not None:
        parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    add_footnotes(parser)
    parser.inline.ruler.before("link", "mention", _mention)
    parser.inline.ruler.at("linkify", _address)
    parser.block.ruler.at("table", _bounded_table, {"alt": ["paragraph", "reference"]})
    for name, rule in (
        ("image", _image),
        ("heading_open", _heading),
        ("heading_close", _heading),
        ("table_open", _table),
        ("table_close", _table),
        ("th_open", _header_cell),
        ("fence", _fence),
        ("code_block", _fence),
    ):
        parser.add_render_rule(name, rule)
    return parser


_markdown = _make_parser()
