"""What this room, signing in and the ledger hold of a person, for the download of their data."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from communities.kit.parts import Part, Row
from communities.ledger.models import Entry
from communities.members.models import User

from .models import AddressChange, Download


def data_of(person: User) -> list[Part]:
    """How the person signs in, from where, and what the ledger says that they did. No secrets."""
    return [
        Part("addresses", _("E-mail addresses that open the account"), lambda: _addresses(person)),
        Part("changes_of_address", _("Changes of address"), lambda: _changes(person)),
        Part("sign_in", _("Passkeys, apps and recovery codes"), lambda: _authenticators(person)),
        Part("single_sign_on", _("Single sign-on"), lambda: _social(person)),
        Part("sessions", _("Where you are signed in"), lambda: _sessions(person)),
        Part("downloads", _("Downloads of your data"), lambda: _downloads(person)),
        Part("ledger", _("What you did, by the ledger"), lambda: _ledger(person)),
    ]


def _addresses(person: User) -> Iterator[Row]:
    for each in EmailAddress.objects.filter(user=person):
        yield {"e_mail": each.email, "verified": each.verified}


def _changes(person: User) -> Iterator[Row]:
    for each in AddressChange.objects.filter(person=person).order_by("asked_at"):
        yield {
            "from": each.old_email,
            "to": each.new_email,
            "asked": each.asked_at,
            "changed": each.changed_at,
            "objected": each.objected_at,
        }


def _authenticators(person: User) -> Iterator[Row]:
    for each in Authenticator.objects.filter(user=person):
        yield {
            "kind": str(each.get_type_display()),
            "name": str(each.data.get("name", "")),
            "added": each.created_at,
            "last_used": each.last_used_at,
        }


def _social(person: User) -> Iterator[Row]:
    for each in SocialAccount.objects.filter(user=person):
        yield {
            "provider": each.provider,
            "identifier": each.uid,
            "what_it_told_us": each.extra_data,
            "since": each.date_joined,
            "last_used": each.last_login,
        }


def _sessions(person: User) -> Iterator[Row]:
    for each in UserSession.objects.filter(user=person):
        yield {
            "internet_address": each.ip,
            "browser": each.user_agent,
            "since": each.created_at,
            "last_used": each.last_seen_at,
        }


def _downloads(person: User) -> Iterator[Row]:
    for each in Download.objects.filter(person=person):
        yield {"asked": each.asked_at}


def _ledger(person: User) -> Iterator[Row]:
    for each in Entry.objects.filter(actor=person).order_by("at", "pk").iterator(chunk_size=500):
        yield {"what": each.act, "at": each.at, "facts": each.facts}
