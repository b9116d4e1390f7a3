import pytest

from tests.everywhere.world import World, build, rolled_back


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> World:
    """Built once for a module. A test that uses it must not use `db`, and rolls back what it does."""
    with django_db_blocker.unblock(), rolled_back():
        yield build()
