"""docs/words.md is the glossary of addresses: each url name of ours has one row, and each row is true."""

import re
from pathlib import Path
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).parents[2]
OURS = ("communities", "toolkits", "portal")
ROW = re.compile(
    r"^\| `(?P<name>\w+)` \| `(?P<address>[^`]+)` \| `(?P<view>[^`]+)` "
    r"\| (?P<template>[^|]+) \| (?P<what>[^|]+) \|$"
)
NO_TEMPLATE = "–"


class Row(NamedTuple):
    """What a url name stands for."""

    address: str
    view: str
    template: str
    what: str


def rows() -> list[tuple[str, Row]]:
    """The rows under the heading Addresses, in order."""
    words = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    section = words.partition("\n## Addresses\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    found = [ROW.match(line) for line in lines]
    assert all(found), [line for line, match in zip(lines, found, strict=True) if not match]
    return [
        (m["name"], Row(m["address"], m["view"], m["template"].strip("` "), m["what"])) for m in found if m
    ]


def ours(resolver: URLResolver, prefix: str = "/") -> dict[str, tuple[str, str]]:
    """Every named address that a `urls.py` of ours declares: its pattern and its view."""
    found = {}
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found.update(ours(entry, address))
        elif entry.name and getattr(resolver.urlconf_module, "__name__", "").startswith(OURS):
            found[entry.name] = (address, view_of(entry))
    return found


def view_of(pattern: URLPattern) -> str:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return f"{view.__module__}.{view.__qualname__}"


def test_words_each_url_name_has_one_row():
    names = [name for name, _row in rows()]
    assert len(names) >= 35
    assert sorted(names) == sorted(ours(get_resolver()))


def test_words_each_row_has_the_address_and_the_view_of_its_name():
    declared = {name: (row.address, row.view) for name, row in rows()}
    assert declared == ours(get_resolver())


def test_words_each_template_exists_and_its_view_renders_it():
    for name, row in rows():
        if row.template == NO_TEMPLATE:
            continue
        assert (ROOT / "templates" / row.template).is_file(), f"{name}: there is no {row.template}"
        module = ROOT / (row.view.rpartition(".")[0].replace(".", "/") + ".py")
        assert f'"{row.template}"' in module.read_text(encoding="utf-8"), (
            f"{name}: {module} renders no {row.template}"
        )


def test_words_a_template_that_has_the_name_of_its_address_is_the_one_that_is_shown():
    """One word in four places: the url name, the view, the template, the glossary."""
    for name, row in rows():
        if row.view.startswith(OURS):
            assert row.view.rpartition(".")[2] == name
        if row.template != NO_TEMPLATE and list((ROOT / "templates").glob(f"*/{name}.html")):
            assert row.template.endswith(f"/{name}.html"), name
