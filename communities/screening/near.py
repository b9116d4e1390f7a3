"""What stands round a number: the words that say what it is."""

import re

LABEL = re.compile(
    r"\b(?:docket|case|tracking|orders?|invoice|ticket|permit|request|foia|file|claim|serial|part|model|isbn"
    r"|issn|doi|confirmation|control|contract|grant|award|solicitation|reference|ref|rin|ein|duns|uei|cage"
    r"|imei|sku|patent|publication|report|notice|bill|version|build|fedex|ups|usps)s?"
    r"[\s:#]{0,3}(?:nos?|number|num|nr|id)?s?[\s.:#=]{0,4}(?:is|was|are)?[\s:]{0,3}\Z",
    re.IGNORECASE,
)


def before(text: str, start: int, length: int) -> str:
    """The characters before a place."""
    return text[max(0, start - length) : start]


def around(text: str, start: int, end: int, *, before: int, after: int) -> str:
    """What stands on both sides of a part of the text."""
    return f"{text[max(0, start - before) : start]} \u2026 {text[end : end + after]}"


def has_label(text: str, start: int) -> bool:
    """Whether a number is called that of a docket, a case, a parcel …"""
    return LABEL.search(before(text, start, 45)) is not None


def in_address(text: str, start: int) -> bool:
    """Whether a place is inside the address of a page."""
    word = re.split(r"\s", before(text, start, 300))[-1]
    return "://" in word or "www." in word
