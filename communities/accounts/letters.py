"""The mails about a change of address."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from communities.kit.mails import Letter

from .models import AddressChange
from .times import can_object_until

SALT = "accounts.objection"


def objection_path(change: AddressChange) -> str:
    """Where whoever has the old address objects; it needs no sign-in and names nobody."""
    return reverse("address_object", args=[signing.dumps(change.pk, salt=SALT)])


def change_of(token: str) -> AddressChange:
    """Return what a token is about. Raises BadSignature or AddressChange.DoesNotExist."""
    key = signing.loads(token, salt=SALT)
    return AddressChange.objects.select_related("person").exclude(changed_at=None).get(pk=key)


def letter_to_old_address(change: AddressChange) -> Letter:
    """Tell the old address that it opens the account no more. It does not learn the new one."""
    until = date_format(localtime(can_object_until(change)), "DATE_FORMAT")
    return Letter(
        to=change.old_email,
        subject=_("Your address at %(site)s was changed") % {"site": settings.SITE_NAME},
        paragraphs=[
            _("Hello %(name)s,") % {"name": change.person},
            _("your account now opens with another e-mail address, and no more with this one. If you changed"
              " it, there is nothing to do."),
            _("If you did not, say so before %(day)s: the account is stopped at once, and an administrator"
              " looks after it.") % {"day": until},
        ],
        button=_("I did not change it"),
        path=objection_path(change),
        why=_("You get this because this address opened an account at %(site)s.")
        % {"site": settings.SITE_NAME},
    )  # fmt: skip


def letter_of_objection(change: AddressChange, address: str) -> Letter:
    """Tell an administrator that an account is stopped, and what to do."""
    name = {"name": change.person}
    return Letter(
        to=address,
        subject=_("%(name)s says: I did not change my address") % name,
        paragraphs=[
            _("Somebody who reads the mail of the earlier address of %(name)s says that they did not change"
              " it. The account is stopped: nobody can sign in.") % name,
            _("Ask the person in another way than by this site. Then give back the earlier address, let the"
              " person in with the new one, or close the account."),
        ],
        button=_("Look at the account"),
        path=reverse("address_restore", args=[change.pk]),
        why=_("You get this because you are an administrator of %(site)s.") % {"site": settings.SITE_NAME},
    )  # fmt: skip
