"""What the tests of accounts share."""

import time

from django.test import Client

from communities.accounts.tasks import forget_again
from communities.members.models import User
from tests.tools import browser, jobs


def proved(person: User) -> Client:
    """The browser of somebody who has just proved that it is them, as the pages for signing in ask."""
    client = browser(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def forgotten() -> None:
    """Do what the worker does after an account was closed."""
    waiting = jobs("forget_again")
    assert waiting
    for arguments in waiting:
        forget_again(**arguments)
