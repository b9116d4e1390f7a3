"""Known attacks on what shows members' text, for the renderer's tests and for a real browser."""

from .test_text_is_safe import PAYLOADS, PLACES, URLS

HACK = "window.hacked=1"

# What makes a slow parser quadratic, or worse: repeated until a text is as long as asked.
GROWING = {
    "quotes": ">",
    "quotes apart": "> ",
    "brackets": "[",
    "brackets closed": "]",
    "pairs of brackets": "[]",
    "nested links": "[a](",
    "pictures": "![",
    "footnotes": "[^a]",
    "footnotes defined": "[^a]: b\n\n",
    "stars": "*",
    "stars and words": "**a ",
    "stars that open": " **a",
    "mixed emphasis": "*_",
    "tildes": "~~a",
    "backticks": "`",
    "backticks apart": "a `",
    "angles": "<",
    "open tags": "<a ",
    "comments": "<!--",
    "entities": "&#x",
    "backslashes": "\\",
    "addresses": "http://",
    "mentions": "@dana-whitfield ",
    "unknown mentions": "@",
    "headings": "# a\n",
    "underlined headings": "a\n=\n",
    "lists": "- ",
    "list items": "- a\n",
    "numbered items": "1. a\n",
    "references": "[a]: b\n",
    "cells": "|a",
    "tables": "|a|\n|-|\n\n",
    "tables in tables": "|a|b|\n|-|-|\n|c|d|\n",
    "items in items": "- - - a\n",
    "lines": "a\n",
    "empty lines": "\n",
    "spaces": " ",
    "tabs": "\t- a\n",
    "a word": "a",
    "marks over a letter": "\u0301",
    "right to left": "\u202e\u05d0",
}

SHAPES = {
    "a word of 10,000 letters": "W" * 10_000,
    "an address of 10,000 letters": "https://example.gov/" + "w" * 10_000,
    "a word of code": "`" + "w" * 10_000 + "`",
    "a line of code": "```\n" + "w" * 10_000 + "\n```",
    "a heading": "# " + "w" * 5_000,
    "a word in a quote in a list": "> - " + "w" * 5_000,
    "a word in a table": "| " + "w" * 3_000 + " | b |\n|---|---|\n| c | d |",
    "a table of a hundred columns": "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "|b" * 100 + "|",
    "marks on marks": "Z\u0351\u036b\u0343\u036a\u0302" * 400,
    "direction": "Safe \u202egnp.exe\u202c \u2066left\u2069 \u200f right \u061c",
    "right to left": "\u05e9\u05dc\u05d5\u05dd " * 200,
    "no width": "a\u200b\ufeff\u2060b" * 500,
    "deep quotes": ">" * 1_000 + " deep",
    "deep lists": "\n".join("  " * depth + "- deep" for depth in range(100)),
    "deep lists of quotes": "> - " * 300 + "deep",
    "open brackets": "[" * 15_000,
    "stars": "*" * 15_000,
    "stars and words": "**a " * 4_000,
    "emoji": "\U0001f469\u200d\U0001f467" * 500,
    "unclosed code": "```\n<script>window.hacked=1</script>",
    "many lines": "a\n\n" * 3_000,
}


def attacks() -> list[str]:
    """Every attack on every place of a text, with a flag that tells whether its script ran."""
    texts = [place.replace("{}", payload) for payload in PAYLOADS for place in PLACES]
    texts += [f"[x]({url}) <{url}> {url}" for url in URLS]
    return [text.replace("alert(1)", HACK) for text in texts]
