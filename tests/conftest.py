import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from portal.home.setting_up import set_up_site
from tests.make import bring_back_the_beginnings


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment,
    django_db_modify_db_settings,
    django_db_keepdb,
    django_db_createdb,
    django_db_blocker,
):
    """Make the test database, also when only tests run that build their own world in it.

    Of the ledger's triggers that of TRUNCATE is put aside: tests that commit empty the tables afterwards.
    """
    keep = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, keepdb=keep, aliases={"default"})
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_no_truncate")
            cursor.execute("ALTER TABLE ledger_seal DISABLE TRIGGER seal_no_truncate")
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            with connection.cursor() as cursor:  # a live server's threads may still hold one
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def empty_queue(request, django_db_blocker):
    """Empty the queue after a test that commits: Django leaves tables alone that it doesn't manage."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@pytest.fixture
def site(db):
    """The home page, the list of toolkits and the plain pages."""
    bring_back_the_beginnings()
    return set_up_site()
