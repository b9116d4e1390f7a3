import pytest
from django.contrib.auth.models import Group
from django.http import Http404

from communities.kit.paging import Page, page_number, page_of_numbers, page_of_rows

HOSTILE = [
    *("0", "-1", "x", "１", "²", "٣", "1.0", "1e3", " 1", "1 ", "+1", "1_0", "0x1", "None", "99999999"),
    *("9" * 5000, "\x00", "' OR 1=1"),
]


@pytest.mark.parametrize("raw", [None, ""])
def test_an_address_without_a_page_means_page_1(raw):
    assert page_number(raw) == 1


@pytest.mark.parametrize(("raw", "number"), [("1", 1), ("7", 7), ("007", 7), ("9999999", 9_999_999)])
def test_a_page_in_the_address_is_that_page(raw, number):
    assert page_number(raw) == number


@pytest.mark.parametrize("raw", HOSTILE, ids=lambda raw: ascii(raw[:12]))
def test_a_page_that_is_no_number_does_not_exist(raw):
    with pytest.raises(Http404, match="There is no such page"):
        page_number(raw)


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [
        (1, 0, (1, 0, 1)),
        (1, 1, (1, 1, 1)),
        (1, 20, (1, 20, 1)),
        (1, 21, (1, 20, 2)),
        (2, 21, (21, 21, 2)),
        (500, 10_000, (9_981, 10_000, 500)),
    ],
)
def test_a_page_of_numbers_is_a_range(number, total, expected):
    assert page_of_numbers(number, total=total, per_page=20) == expected


@pytest.mark.parametrize(("number", "total"), [(2, 0), (2, 20), (501, 10_000), (9_999_999, 10_000)])
def test_a_page_after_the_last_does_not_exist(number, total):
    with pytest.raises(Http404):
        page_of_numbers(number, total=total, per_page=20)


def test_the_pages_together_hold_each_number_once():
    ranges = [page_of_numbers(page, total=45, per_page=20)[:2] for page in (1, 2, 3)]
    assert [n for first, last in ranges for n in range(first, last + 1)] == list(range(1, 46))


@pytest.mark.parametrize(
    ("number", "pages", "window"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 20, [1, 2, None, 20]),
        (5, 20, [1, None, 4, 5, 6, None, 20]),
        (20, 20, [1, None, 19, 20]),
    ],
)
def test_the_window_links_the_ends_and_the_neighbours(number, pages, window):
    assert Page(number=number, pages=pages, items=[], total=0).window == window


def test_the_first_page_has_no_previous_and_the_last_no_next():
    first, last = (Page(number=n, pages=2, items=[], total=0) for n in (1, 2))
    assert (first.has_previous, first.has_next) == (False, True)
    assert (last.has_previous, last.has_next) == (True, False)


@pytest.fixture
def rows(db):
    Group.objects.bulk_create(Group(name=f"Group {n:03}") for n in range(45))
    return Group.objects.filter(name__startswith="Group").order_by("name")


def test_the_pages_of_rows_together_hold_each_row_once_in_order(rows):
    pages = [page_of_rows(rows, number, total=45, per_page=20) for number in (1, 2, 3)]
    assert [row.name for page in pages for row in page.items] == [f"Group {n:03}" for n in range(45)]
    assert [(page.number, page.pages, page.total) for page in pages] == [(1, 3, 45), (2, 3, 45), (3, 3, 45)]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_page_of_rows_costs_two_queries(rows, number, django_assert_num_queries):
    with django_assert_num_queries(2):
        page_of_rows(rows, number, total=45, per_page=20)


def test_an_empty_list_has_page_1_and_asks_nothing(rows, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = page_of_rows(rows.none(), 1, total=0, per_page=20)
    assert (page.items, page.pages, page.window) == ([], 1, [1])


def test_a_row_deleted_after_counting_is_left_out(rows):
    rows.first().delete()
    assert len(page_of_rows(rows, 3, total=45, per_page=20).items) == 4


def test_the_page_of_rows_after_the_last_does_not_exist(rows):
    with pytest.raises(Http404):
        page_of_rows(rows, 4, total=45, per_page=20)
