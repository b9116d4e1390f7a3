import pytest
from django.core.cache import cache
from django.db import connection

from portal.home.setting_up import set_up_site


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests that commit empty the tables afterwards: of the ledger's triggers only TRUNCATE's is put aside."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_no_truncate")


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def site(db):
    """The home page, the list of toolkits and the plain pages."""
    return set_up_site()
