"""Members' text: Markdown in, safe HTML out.

Text is rendered once, on writing; the source, the HTML and `RENDERER_VERSION` are stored together, so
that a later renderer can find what it has to render again. Safety does not rest on the Markdown
parser: whatever it makes passes through an allow-list (nh3).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

import nh3
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

RENDERER_VERSION = 1
HEADING_BELOW = 3  # a post's heading is an h3, so the headings inside it start at h4
LONGEST = 20_000  # characters of source

MENTION = re.compile(r"@([a-z0-9]+(?:-[a-z0-9]+)*)")
FILE_NAME = re.compile(r"^[\w\s().-]+\.(?:png|jpe?g|gif|webp|heic|bmp|svg|tiff?)$", re.IGNORECASE)
CAMERA_NAME = re.compile(r"^(?:img|dsc|image|screenshot|photo|scan|picture)[\s_-]*\d*$", re.IGNORECASE)
INVISIBLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069\ufeff]")

TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "a", "ul", "ol", "li"),
    *("h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "div"),
}
ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"scope"},
    "td": set(),
    "pre": {"tabindex"},
    "div": {"role", "tabindex", "aria-label"},
}
CLASSES = {"a": {"mention"}, "div": {"table-scroll"}}

Mentions = Callable[[str], tuple[str, str] | None]


@dataclass
class Rendered:
    """HTML that is safe to show, what is wrong with the source, and whom it mentions."""

    html: str
    problems: list[str] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)


def clean_source(text: str) -> str:
    """Return `text` with one kind of line end, in NFC, without control and direction-changing characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return INVISIBLE.sub("", unicodedata.normalize("NFC", text)).strip()


def alt_text_problem(alt: str) -> str:
    """Return what is wrong with an image's alternative text, or an empty string.

    The rule is WCAG 2.2 success criterion 1.1.1: a text that serves the same purpose. A file name does not.
    """
    alt = alt.strip()
    if not alt:
        return _(
            "Each image needs alternative text: say in a few words what the reader would miss without it."
        )
    if FILE_NAME.match(alt) or CAMERA_NAME.match(alt):
        return _("“%(alt)s” is a file name, not alternative text. Say what the image shows.") % {"alt": alt}
    return ""


def render(source: str, *, mentions: Mentions = lambda slug: None) -> Rendered:
    """Render Markdown to safe HTML.

    `mentions` returns `(name, address)` for the word after an @, or None when nobody is meant.
    """
    env: dict = {"problems": [], "mentioned": [], "mentions": mentions}
    html = nh3.clean(
        _markdown.render(source, env),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return Rendered(html=html, problems=env["problems"], mentioned=list(dict.fromkeys(env["mentioned"])))


def plain(html: str) -> str:
    """Return the words of safe HTML, one space between them, for the index and for excerpts."""
    return re.sub(r"\s+", " ", nh3.clean(html.replace("<", " <"), tags=set())).strip()


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


def _image(self, tokens: list[Token], index: int, options, env: dict) -> str:
    """An image from elsewhere becomes a link named by its alternative text, which it must have."""
    token = tokens[index]
    alt = self.renderInlineAsText(token.children or [], options, env)
    if problem := alt_text_problem(alt):
        env["problems"].append(problem)
    label = _("Image: %(alt)s") % {"alt": alt}
    return f'<a href="{escape(token.attrGet("src") or "")}">{escape(label)}</a>'


def _heading(self, tokens: list[Token], index: int, options, env: dict) -> str:
    """Headings start below the post's own and skip no level on the way down."""
    token = tokens[index]
    if token.nesting == 1:
        wanted = HEADING_BELOW + int(token.tag[1])
        level = min(wanted, env.get("level", HEADING_BELOW) + 1, 6)
        env["level"] = level
        return f"<h{level}>"
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
    parser.inline.ruler.before("link", "mention", _mention)
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
