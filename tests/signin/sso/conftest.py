"""A site that is set up for a real provider, and Dana, who has an account at it."""

import pytest
from django.test import Client

from tests import make
from tests.signin.provider import DANA, SITE, Provider, Walker


@pytest.fixture(scope="package")
def running():
    with Provider(SITE) as provider:
        yield provider


@pytest.fixture
def provider(running, settings):
    """The provider, which knows Dana and does nothing wrong, and a site that is set up for it."""
    running.tell(people=[DANA], mangle={}, forget=True)
    for name, value in running.settings.items():
        setattr(settings, name, value)
    make.domain()
    return running


@pytest.fixture
def dana(provider) -> Walker:
    return Walker(Client(), SITE)


@pytest.fixture
def another(provider):
    """Make somebody else with a browser of their own, or Dana with another one."""
    return lambda: Walker(Client(), SITE)
