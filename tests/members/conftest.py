import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def queries():
    """The queries that some work makes."""

    def queries(work) -> list[dict]:
        with CaptureQueriesContext(connection) as captured:
            work()
        return captured.captured_queries

    return queries
