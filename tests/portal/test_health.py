"""Health: what a load balancer asks."""

import pytest
from django.db import connection, transaction
from django.test import Client


def ready() -> tuple[int, dict]:
    response = Client().get("/health/ready/")
    return response.status_code, response.json()


def test_a_process_is_live_without_a_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = Client().get("/health/")
    assert (response.status_code, response.json()) == (200, {"live": True})
    assert "no-store" in response.headers["Cache-Control"]


def test_the_site_is_ready_when_database_queue_and_index_answer(db):
    there = {"database": True, "queue": True, "index": True}
    assert ready() == (200, {**there, "meanings": "no model is set"})  # ready still: words are found


@pytest.mark.parametrize(("table", "name"), [("finding_document", "index"), ("procrastinate_jobs", "queue")])
def test_the_site_is_not_ready_when_a_table_is_missing_and_says_which(db, table, name):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} RENAME TO gone")
        status, found = ready()
        transaction.set_rollback(True)
    assert status == 503 and found[name] is False and found["database"] is True


def test_the_answers_about_health_set_no_cookie_and_need_no_session(db, django_assert_num_queries):
    client = Client()
    client.cookies["sessionid"] = "somebody-else"
    with django_assert_num_queries(3):
        response = client.get("/health/ready/")
    assert not response.cookies
