"""What is true of every page: one h1, no skipped heading level, a title, no inline script or style."""

import re

import pytest
from django.urls import reverse

from tests.everywhere.test_urls import TABLE, world  # noqa: F401 -- a fixture

HEADING = re.compile(r"<h([1-6])[\s>]")


def pages(world):  # noqa: F811
    """Every page that an administrator can open."""
    for name, where, method in TABLE:
        if method == "GET" and TABLE[name, where, method]["administrator"] == 200:
            response = world.client("administrator").get(reverse(name, args=world.args.get((name, where))))
            if response.headers["Content-Type"].startswith("text/html"):
                yield name, response
    for address in ("/", "/toolkits/", "/about/", "/guidelines/", "/accessibility/", "/privacy/"):
        yield address, world.client("visitor").get(address)
    for address in ("/accounts/login/", "/accounts/signup/", "/accounts/login/code/", "/nowhere/"):
        yield address, world.client("visitor").get(address)


@pytest.fixture
def found(world):  # noqa: F811
    found = {name: response.content.decode() for name, response in pages(world)}
    assert len(found) >= 25
    return found


def test_each_page_has_one_h1(found):
    assert {name: len(re.findall(r"<h1[\s>]", html)) for name, html in found.items()} == dict.fromkeys(
        found, 1
    )


def test_no_page_skips_a_heading_level(found):
    for name, html in found.items():
        levels = [int(level) for level in HEADING.findall(html)]
        down = [(a, b) for a, b in zip(levels, levels[1:], strict=False) if b > a + 1]
        assert not down, f"{name}: {levels}"


def test_each_page_has_a_title_of_its_own(found):
    titles = {
        name: re.search(r"<title>(.*?)</title>", html, re.DOTALL).group(1).strip()
        for name, html in found.items()
    }
    assert all(len(title) > 12 for title in titles.values()), titles


def test_no_page_has_inline_script_or_style(found):
    for name, html in found.items():
        assert not re.search(r"<script(?![^>]*\bsrc=)", html), name
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=[\"']", html), name


def test_no_page_shows_an_e_mail_address(found):
    """Colleagues never see each other's addresses; an administrator does, on the two pages about joining."""
    for name, html in found.items():
        if not name.startswith("join_request"):
            assert not re.search(r"[\w.+]+@epa\.gov", html), name


def test_each_page_comes_with_the_strict_policy(world):  # noqa: F811
    for name, response in pages(world):
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy, name
