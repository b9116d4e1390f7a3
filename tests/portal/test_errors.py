"""Error pages stand alone: no database, no session, no person; one heading, and a way on."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views import defaults

from tests import make
from tests.tools import browser

HEADINGS = {
    "400": "That request didn’t make sense",
    "403": "You can’t do that here",
    "404": "There is nothing at this address",
    "429": "Too many tries",
    "500": "Something went wrong on our side",
    "503": "The site is busy or being updated",
}


@pytest.mark.parametrize("code", HEADINGS)
def test_each_error_page_is_rendered_without_a_request_and_without_the_database(code):
    """This test asks for no database, so a statement would fail it."""
    html = render_to_string(f"{code}.html")
    assert re.findall(r"<h1>(.*?)</h1>", html) == [HEADINGS[code]]
    assert f"Error {code}" in html and '<html lang="en' in html and 'href="/"' in html
    assert not re.search(r"<script|<style|\sstyle=", html)


@pytest.mark.parametrize(
    ("code", "handler"),
    [(400, defaults.bad_request), (403, defaults.permission_denied), (404, defaults.page_not_found)],
)
def test_what_django_answers_to_an_error_costs_no_statement(db, django_assert_num_queries, code, handler):
    with django_assert_num_queries(0):
        response = handler(RequestFactory().get("/x/"), PermissionDenied("The rule's own sentence."))
    assert response.status_code == code and HEADINGS[str(code)] in response.content.decode()
    assert ("The rule&#x27;s own sentence." in response.content.decode()) == (code == 403)


def test_a_broken_page_answers_with_words_and_no_details(site, monkeypatch, django_assert_max_num_queries):
    def broken(*args, **kwargs):
        raise RuntimeError("the flux capacitor")

    monkeypatch.setattr("portal.search.reading.search", broken)
    with django_assert_max_num_queries(0):
        response = Client(raise_request_exception=False).get("/search/?q=x")
    assert response.status_code == 500 and HEADINGS["500"] in response.content.decode()
    assert "flux" not in response.content.decode() and "Traceback" not in response.content.decode()


def test_an_address_that_leads_nowhere_says_what_to_do(site):
    for client in (browser(), browser(make.member())):
        response = client.get("/nowhere/at/all/")
        assert response.status_code == 404 and "/search/" in response.content.decode()


def test_what_the_browser_sent_is_not_repeated_unescaped(site):
    response = browser().get('/"><script>alert(1)</script>/')
    assert response.status_code == 404 and "<script>alert" not in response.content.decode()


def test_a_sentence_with_a_name_in_it_is_escaped(site):
    community = make.community("<b>Bold</b>", join_policy="invitation")
    response = browser(make.member()).post(f"/communities/{community.slug}/join/")
    assert response.status_code == 403
    assert "&lt;b&gt;Bold&lt;/b&gt; is by invitation" in response.content.decode()


def test_a_host_that_is_not_ours_is_refused(site):
    assert browser().get("/", headers={"host": "evil.example"}).status_code == 400
