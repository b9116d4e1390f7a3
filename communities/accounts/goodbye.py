"""The last mail to an account. No job sends it: its row would keep the address."""

import logging

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from communities.kit.mails import Letter, send
from communities.members.models import User

log = logging.getLogger(__name__)


def say_goodbye(person: User) -> None:
    """Mail the address, once the account is closed, that it is. A mail that fails stops nothing."""
    if EmailAddress.objects.filter(user=person, verified=True).exists():
        letter = _letter(person.email)
        transaction.on_commit(lambda: _send(letter), robust=True)


def _letter(address: str) -> Letter:
    site = {"site": settings.SITE_NAME}
    return Letter(
        to=address,
        subject=_("Your account at %(site)s is closed") % site,
        paragraphs=[
            _("Your name, your address and your profile are gone. What you wrote stays, by a former member."),
            _("You are welcome to join again at any time, with a new account."),
        ],
        button=_("Visit %(site)s") % site,
        path="/",
        why=_("You get this once, because your account at %(site)s was closed. If you did not want it, write"
              " to %(contact)s.") % {**site, "contact": settings.CONTACT_EMAIL},
    )  # fmt: skip


def _send(letter: Letter) -> None:
    try:
        send(letter)
    except OSError as error:  # what smtplib raises; its text may hold the address
        log.warning("A last mail was not sent: %s", type(error).__name__)
