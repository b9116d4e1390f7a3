"""Pages are found in one statement, and answered as Wagtail answers, which finds them level by level."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import RequestFactory
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION

from tests import make
from tests.tools import browser, queries
from toolkits.models import SectionPage, ToolkitIndexPage, ToolkitPage
from toolkits.places import page_at, public

PATH = "toolkits/accessible-posts/on-walruses/"


@pytest.fixture
def section(site) -> SectionPage:
    toolkit = make.toolkit("Accessible posts")
    return make.section(toolkit, "On walruses", section_owner=make.member())


def restrict(page: Page, kind: str = "login", **how) -> PageViewRestriction:
    restriction = PageViewRestriction(page=Page.objects.get(pk=page.pk), restriction_type=kind, **how)
    restriction.save()
    return restriction


def status(address: str, person=None) -> int:
    return browser(person).get(address).status_code


@pytest.mark.parametrize("path", ["", "about/", "toolkits/", "toolkits/accessible-posts/", PATH])
def test_the_page_at_a_path_is_the_one_that_wagtail_finds(section, path, django_assert_num_queries):
    request = RequestFactory().get(f"/{path}", headers={"host": "testserver"})
    wagtails = Page.find_for_request(request, path)
    page_at(path)  # what the process keeps is read
    with django_assert_num_queries(1):
        found = page_at(path)
        assert found == wagtails and type(found) is type(wagtails)
        above = found.get_parent()
        assert list(found.get_view_restrictions()) == []
    assert above == wagtails.get_parent() and type(above) is above.specific_class
    fields = [field.attname for field in wagtails._meta.concrete_fields]
    assert [getattr(found, name) for name in fields] == [getattr(wagtails, name) for name in fields]


@pytest.mark.parametrize(
    "path",
    ["nowhere/", "accessible-posts/", "toolkits/nowhere/on-walruses/", "home/", "toolkits/_/", "root/"],
)
def test_what_no_page_has_for_an_address_is_not_found(section, path):
    assert page_at(path) is None and status(f"/{path}") == 404


def test_what_is_not_published_is_not_found_and_what_is_below_it_is(section):
    toolkit = section.get_parent().specific
    toolkit.unpublish()
    assert status(toolkit.url) == 404 and status(section.url) == 200
    section.unpublish()
    assert status(section.url) == 404


def test_a_page_that_moves_or_gets_another_name_is_at_its_new_address_at_once(section):
    other = make.toolkit("Crises")
    section.move(other, pos="last-child")
    assert page_at(PATH) is None and page_at("toolkits/crises/on-walruses/") == section
    old, new = browser().get(f"/{PATH}"), "/toolkits/crises/on-walruses/"
    assert old.headers["Location"].endswith(new) and status(new) == 200  # Wagtail keeps a redirect
    index = ToolkitIndexPage.objects.get()
    index.slug = "guidance"
    make.publish(index)
    assert page_at("toolkits/") is None and status("/guidance/crises/on-walruses/") == 200


def test_the_home_page_may_get_another_name_and_the_site_another_home_page(site, section):
    known = Site.get_site_root_paths()
    site.slug = "start"
    make.publish(site)
    assert page_at(PATH) == section and status(f"/{PATH}") == 200
    cache.set(SITE_ROOT_PATHS_CACHE_KEY, known, version=SITE_ROOT_PATHS_CACHE_VERSION)
    assert page_at("about/") is None and status("/about/") == 200  # a cache that lags: Wagtail walks
    about = site.get_children().get(slug="about")
    server = Site.objects.get()
    server.root_page = about
    server.save()  # which empties that cache
    assert status("/about/") == 404 and "<h1>About" in browser().get("/").content.decode()


def test_where_there_are_two_sites_the_host_decides_which_page_is_meant(section, settings):
    settings.ALLOWED_HOSTS = ["*"]
    Site.objects.create(hostname="posts.example.gov", root_page=section.get_parent())
    there = browser(headers={"host": "posts.example.gov"})
    assert there.get("/on-walruses/").status_code == 200 and there.get("/about/").status_code == 404
    assert status("/about/") == 200 and status("/on-walruses/") == 404


def test_a_redirect_and_an_address_without_its_slash_lead_to_the_page(section):
    Redirect.objects.create(old_path="/walrus", redirect_page=section.page_ptr)
    client = browser()
    assert client.get("/walrus/").headers["Location"].endswith(f"/{PATH}")
    assert client.get(f"/{PATH.rstrip('/')}").headers["Location"] == f"/{PATH}"
    assert client.head(f"/{PATH}").status_code == 200


def test_a_password_and_a_group_are_asked_for_at_a_page_and_below(section):
    toolkit, group = section.get_parent(), Group.objects.create(name="Walruses")
    restriction = restrict(toolkit, "password", password="tusk")
    client = browser()
    page = client.get(section.url)
    opens = f"/_util/authenticate_with_password/{restriction.pk}/{section.pk}/"
    assert opens in page.content.decode() and page.headers["Cache-Control"].count("no-cache")
    client.post(opens, {"password": "tusk", "return_url": section.url})
    assert opens not in client.get(section.url).content.decode()
    restriction.delete()
    restrict(toolkit, "groups").groups.add(group)
    person = make.member()
    assert status(section.url, person) == 302
    person.groups.add(group)
    assert status(section.url, person) == 200


def test_a_page_behind_a_login_costs_a_member_no_more_than_eight_statements(section):
    restrict(section.get_parent())
    assert status(section.url) == 302 and queries(browser(make.member()), section.url) <= 8


def test_an_alias_is_as_private_as_its_original(section):
    alias = section.create_alias(parent=make.toolkit("Crises"))
    assert status(alias.url) == 200
    restrict(section)
    assert status(alias.url) == 302


def test_public_are_the_pages_that_wagtail_calls_public(section):
    make.section(make.toolkit("Crises"), "On pelicans")
    restrict(section)
    restrict(make.toolkit("Drafts"))
    for model in (Page, ToolkitPage, SectionPage):
        mine, wagtails = public(model.objects.all()), model.objects.public()
        assert set(mine) == set(wagtails) and 0 < mine.count() < model.objects.count()


def test_editors_see_a_draft_before_it_is_published(section):
    section.title, section.summary = "On old walruses", "They sleep."
    section.save_revision()
    address = f"/admin/pages/{section.pk}/view_draft/"
    page = browser(make.editor()).get(address).content.decode()
    assert "On old walruses" in page and "On old walruses" not in browser().get(section.url).content.decode()
