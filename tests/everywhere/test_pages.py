"""What is true of every page: one h1, no skipped heading level, a title, no inline script or style."""

import re

import pytest
from django.urls import reverse

from tests.everywhere.test_urls import TABLE

FRAGMENTS = {"topic_similar", "topic_news"}  # parts that a page fetches
HEADING = re.compile(r"<h([1-6])[\s>]")


@pytest.fixture(scope="module")
def responses(world):
    """Every page that an administrator can open, and the public ones as a visitor opens them."""
    found = dict(pages(world))
    assert len(found) >= 25
    return found


@pytest.fixture(scope="module")
def found(responses):
    return {name: response.content.decode() for name, response in responses.items()}


def pages(world):
    for name, where, method in TABLE:
        if name not in FRAGMENTS and method == "GET" and TABLE[name, where, method]["administrator"] == 200:
            response = world.client("administrator").get(reverse(name, args=world.args.get((name, where))))
            if response.headers["Content-Type"].startswith("text/html"):
                yield name, response
    for address in ("/", "/toolkits/", "/about/", "/guidelines/", "/accessibility/", "/privacy/"):
        yield address, world.client("visitor").get(address)
    for address in ("/accounts/signup/", "/accounts/login/code/", "/nowhere/"):
        yield address, world.client("visitor").get(address)


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
    """Colleagues never see each other's addresses. Somebody sees their own (of the account, and where mail
    goes), and an administrator those of people who ask to join."""
    for name, html in found.items():
        if not name.startswith(("join_request", "account_detail", "notification_mail")):
            assert not re.search(r"[\w.+]+@epa\.gov", html), name


def test_each_page_comes_with_the_strict_policy(responses):
    for name, response in responses.items():
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy, name
