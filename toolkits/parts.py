"""The parts of a section as its page shows them: blocks with permanent addresses, tips with numbers."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from .models import SectionPage

HEADING = re.compile(r"<h2([^>]*)>(.*?)</h2>", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """A block of a section, with its permanent address in the page."""

    block: object
    anchor: str
    number: int | None = None  # of a tip
    html: SafeString | None = None  # of running text
    headings: list[tuple[str, str]] = field(default_factory=list)  # (anchor, title), for “On this page”


def parts_of(page: "SectionPage") -> list[Part]:
    """The blocks of a section in order; its tips are numbered."""
    found: list[Part] = []
    tips = 0
    for block in page.body:
        tips += block.block_type == "tip"
        found.append(_text_part(block) if block.block_type == "text" else _part(block, tips))
    return found


def _part(block, tips: int) -> Part:
    key = anchor(block)
    title = title_of(block)
    return Part(
        block, key, tips if block.block_type == "tip" else None, headings=[(key, title)] if title else []
    )


def _text_part(block) -> Part:
    """Running text, with an anchor on each of its headings."""
    headings: list[tuple[str, str]] = []

    def mark(match: re.Match) -> str:
        title = strip_tags(match[2]).strip()
        key = f"{anchor(block)}-{len(headings) + 1}"
        headings.append((key, title))
        return f'<h2{match[1]} id="{key}">{match[2]}</h2>'

    html = HEADING.sub(mark, str(block.value))
    return Part(block, anchor(block), html=mark_safe(html), headings=headings)


def title_of(block) -> str:
    """The title of a block; empty for running text, examples inside it and images."""
    value = block.value
    if block.block_type in ("text", "picture", "do_dont"):
        return ""
    return value.get("title") or value.get("question") or ""


def anchor(block) -> str:
    """The permanent anchor of a block: the start of its identity, which no edit changes."""
    return f"part-{str(block.id)[:8]}"
