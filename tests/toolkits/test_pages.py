"""What readers see of toolkits, and what it costs."""

from datetime import date

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests import make
from tests.tools import browser, queries
from toolkits import reading
from toolkits.models import SectionPage, ToolkitPage

LONG_AGO = date(2020, 1, 31)


@pytest.fixture
def toolkit(site):
    return make.toolkit("Accessible posts")


@pytest.mark.parametrize(
    ("verified", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_a_section_is_due_so_many_months_after_it_was_verified(db, verified, months, due):
    assert SectionPage(verified_on=verified, review_months=months).review_on == due


def test_a_section_is_overdue_from_the_day_after_it_is_due(db):
    today = timezone.localdate()
    assert not SectionPage(verified_on=today, review_months=0).is_overdue
    assert SectionPage(verified_on=date(today.year - 1, 1, 1), review_months=1).is_overdue


def test_an_overdue_section_says_so_on_its_page_and_in_its_toolkit_and_stays_readable(toolkit):
    section = make.section(toolkit, "Old", verified_on=LONG_AGO, body=[("text", "<p>Still true.</p>")])
    page = browser().get(section.url).content.decode()
    assert "Still true." in page and "Review overdue" in page
    assert "Review overdue" in browser().get(toolkit.url).content.decode()
    (card,) = reading.cards(ToolkitPage.objects.live())
    assert (card.verified_on, card.section_count, card.due_count) == (LONG_AGO, 1, 1)


def test_a_section_that_is_up_to_date_says_nothing_of_the_kind(toolkit):
    section = make.section(toolkit)
    for address in (section.url, toolkit.url, "/toolkits/"):
        assert "overdue" not in browser().get(address).content.decode().lower()


@pytest.mark.parametrize(
    ("kind", "leads_to"),
    [("visitor", "/accounts/login/"), ("waiting", "/welcome/waiting/"), ("member", None), ("editor", None)],
)
def test_a_page_behind_a_login_is_for_members_and_who_waits_is_shown_where_they_stand(
    toolkit, kind, leads_to
):
    section = make.section(toolkit)
    PageViewRestriction(page=toolkit.page_ptr, restriction_type="login").save()
    people = {
        "visitor": lambda: None,
        "waiting": lambda: make.waiting().person,
        "member": make.member,
        "editor": make.editor,
    }
    for address in (toolkit.url, section.url):
        response = browser(people[kind]()).get(address)
        if leads_to is None:
            assert response.status_code == 200
        else:
            assert response.status_code == 302 and response.headers["Location"].startswith(leads_to)


def test_sections_stand_in_order_with_the_one_before_and_the_one_after(toolkit):
    one, two, three = (make.section(toolkit, name) for name in ("One", "Two", "Three"))
    three.unpublish()
    view = reading.section(two)
    assert [page.title for page in view["siblings"]] == ["One", "Two"]
    assert (view["previous"].pk, view["next"], view["place"]) == (one.pk, None, 2)


def test_a_platform_narrows_to_its_own_sections_and_the_general_ones(toolkit):
    x, threads = (make.platform(name) for name in ("x", "threads"))
    make.section(toolkit, "For everybody")
    for title, platform in (("Only on X", x), ("Only on Threads", threads)):
        section = make.section(toolkit, title)
        section.platforms = [platform]
        make.publish(section)
    page = browser().get(f"{toolkit.url}?platform=x").content.decode()
    assert "For everybody" in page and "Only on X" in page and "Only on Threads" not in page
    for odd in ("nowhere", "'", "<b>"):
        assert "Only on Threads" in browser().get(toolkit.url, {"platform": odd}).content.decode()


def test_who_closed_their_account_is_not_named_as_owner(toolkit):
    owner = make.member("Olga Owner")
    section = make.section(toolkit, section_owner=owner)
    assert "Olga Owner" in browser().get(section.url).content.decode()
    type(owner).objects.filter(pk=owner.pk).update(is_active=False)
    assert "Olga Owner" not in browser().get(section.url).content.decode()


def fill(toolkit) -> None:
    """Forty-nine sections with all that lists show of them, in this and in other toolkits."""
    platform, owner = make.platform("x"), make.member()
    for n in range(49):
        where = toolkit if n % 2 else make.toolkit()
        section = make.section(where, verified_on=LONG_AGO, section_owner=owner)
        section.platforms = [platform]
        section.tags.add("alt-text")
        make.publish(section)


def test_the_pages_of_toolkits_cost_the_same_with_one_section_and_with_fifty(toolkit):
    section = make.section(toolkit, section_owner=make.member())
    people = {"visitor": None, "member": make.member(), "editor": make.editor()}
    addresses = ("/toolkits/", toolkit.url, section.url)

    def costs() -> dict:
        return {
            kind: [queries(client, address) for address in addresses]
            for kind, client in ((kind, browser(person)) for kind, person in people.items())
        }

    before = costs()
    fill(toolkit)
    assert costs() == before
    assert max(before["member"]) <= 8


@pytest.mark.parametrize("which", ["list", "toolkit", "section"])
def test_a_member_reads_a_page_of_toolkits_for_no_more_than_eight_statements(toolkit, which):
    section = make.section(toolkit, section_owner=make.member())
    address = {"list": "/toolkits/", "toolkit": toolkit.url, "section": section.url}[which]
    assert queries(browser(make.member()), address) <= 8
