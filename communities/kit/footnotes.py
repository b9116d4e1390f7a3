"""Footnotes in members' Markdown: `said[^1]`, and on a line of its own `[^1]: where`.

Their anchors carry a word made from the whole text, because a page shows many texts.
"""

import re
from hashlib import sha256

from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

MARK = re.compile(r"\[\^[^\s\[\]]{1,40}\]")  # the parser alone would read to the end of the text for each [^
ANCHOR = re.compile(r"note(?:-back)?-[0-9a-f]{8}-[0-9]{1,4}")


def anchors_of(source: str) -> str:
    """The word in the anchors of a text's footnotes: the same for the same text."""
    return sha256(source.encode("utf-8", "replace")).hexdigest()[:8]


def add_footnotes(parser: MarkdownIt) -> None:
    """Teach a parser footnotes. What is rendered needs `anchors` in its environment."""
    parser.use(footnote_plugin, inline=False)
    parser.inline.ruler.at("footnote_ref", _reference)
    parser.block.ruler.at("footnote_def", _definition, {"alt": ["paragraph", "reference"]})
    for name, rule in (
        ("footnote_ref", _render_reference),
        ("footnote_block_open", _render_list),
        ("footnote_block_close", _render_list_end),
        ("footnote_open", _render_note),
        ("footnote_close", _render_note_end),
        ("footnote_anchor", _render_way_back),
    ):
        parser.add_render_rule(name, rule)


def _reference(state: StateInline, silent: bool) -> bool:
    return bool(MARK.match(state.src, state.pos)) and footnote_ref(state, silent)


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = state.bMarks[start] + state.tShift[start]
    return bool(MARK.match(state.src, first)) and footnote_def(state, start, end, silent)


def _number(token: Token) -> int:
    return token.meta["id"] + 1


def _render_reference(self, tokens: list[Token], index: int, options, env: dict) -> str:
    """A number in brackets; the first one to a note is where the way back leads."""
    token = tokens[index]
    number = _number(token)
    back = "" if token.meta.get("subId") else f' id="note-back-{env["anchors"]}-{number}"'
    label = escape(_("Footnote %(number)d") % {"number": number})
    return f'<sup><a href="#note-{env["anchors"]}-{number}"{back} aria-label="{label}">[{number}]</a></sup>'


def _render_list(self, tokens: list[Token], index: int, options, env: dict) -> str:
    return '<hr><ol class="footnotes">\n'


def _render_list_end(self, tokens: list[Token], index: int, options, env: dict) -> str:
    return "</ol>\n"


def _render_note(self, tokens: list[Token], index: int, options, env: dict) -> str:
    return f'<li id="note-{env["anchors"]}-{_number(tokens[index])}">'


def _render_note_end(self, tokens: list[Token], index: int, options, env: dict) -> str:
    return "</li>\n"


def _render_way_back(self, tokens: list[Token], index: int, options, env: dict) -> str:
    """One way back, whatever the number of references."""
    token = tokens[index]
    if token.meta.get("subId"):
        return ""
    number = _number(token)
    label = escape(_("Back to where footnote %(number)d stands") % {"number": number})
    return f' <a href="#note-back-{env["anchors"]}-{number}" aria-label="{label}">↩︎</a>'
