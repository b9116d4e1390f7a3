import shutil

import pytest
from django.conf import settings


@pytest.fixture(autouse=True, scope="session")
def no_private_files_left():
    yield
    shutil.rmtree(settings.STORAGES["private"]["OPTIONS"]["location"], ignore_errors=True)
