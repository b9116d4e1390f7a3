"""What this room holds of a person, for the download of their data."""

from collections.abc import Iterator
from pathlib import PurePath

from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from communities.kit.parts import Part, Row

from .models import Acceptance, Affiliation, JoinRequest, Message, Profile, User


def data_of(person: User) -> list[Part]:
    """The account, the profile, where they worked, what they agreed to and asked for, and their messages."""
    return [
        Part("account", _("Account"), lambda: _account(person)),
        Part("profile", _("Profile"), lambda: _profile(person), files=lambda: _photo(person)),
        Part("affiliations", _("Where you worked"), lambda: _affiliations(person)),
        Part("agreements", _("What you agreed to"), lambda: _agreements(person)),
        Part("requests_to_join", _("Requests to join"), lambda: _requests(person)),
        Part("vouched_for", _("Whom you vouched for"), lambda: _vouched(person)),
        Part("messages", _("Messages"), lambda: _messages(person)),
    ]


def _account(person: User) -> Iterator[Row]:
    yield {
        "e_mail": person.email,
        "name": person.name,
        "address_of_the_profile": person.slug,
        "earlier_addresses_of_the_profile": list(person.former_slugs.values_list("slug", flat=True)),
        "standing": str(person.get_standing_display()),
        "administrator": person.is_superuser,
        "groups": list(person.groups.values_list("name", flat=True)),
        "joined": person.date_joined,
        "last_signed_in": person.last_login,
        "second_factor_needed_from": person.second_factor_by,
    }


def _profile(person: User) -> Iterator[Row]:
    read = Profile.objects.select_related("agency", "bureau").filter(person=person)
    for profile in read:
        plain = ("title", "city", "state", "time_zone", "ask_me_about", "looking_for", "languages", "links")
        yield {
            **{name: getattr(profile, name) for name in plain},
            "agency": str(profile.agency or ""),
            "bureau": str(profile.bureau or ""),
            "contractor": profile.is_contractor,
            "platforms": sorted(profile.platforms.values_list("name", flat=True)),
            "expertise": sorted(profile.expertise.values_list("name", flat=True)),
            "photo": _photo_name(profile),
            "description_of_the_photo": profile.photo_alt,
            "happy_to_help": profile.happy_to_help,
            "takes_messages": profile.takes_messages,
            "wants_hints": profile.wants_hints,
            "who_sees_what": profile.audiences,
        }


def _photo_name(profile: Profile) -> str:
    """The name of the photo in the download."""
    return f"photo{PurePath(str(profile.photo.name)).suffix}" if profile.photo else ""


def _photo(person: User) -> Iterator[tuple[str, FieldFile]]:
    for profile in Profile.objects.filter(person=person).exclude(photo=""):
        yield _photo_name(profile), profile.photo


def _affiliations(person: User) -> Iterator[Row]:
    for each in Affiliation.objects.filter(person=person).select_related("agency", "bureau"):
        yield {
            "agency": str(each.agency or ""),
            "bureau": str(each.bureau or ""),
            "domain": each.domain,
            "contractor": each.is_contractor,
            "since": each.since,
            "until": each.until,
            "address_confirmed": each.confirmed_on,
        }


def _agreements(person: User) -> Iterator[Row]:
    for each in Acceptance.objects.filter(person=person).select_related("terms").order_by("at"):
        yield {"terms": str(each.terms), "at": each.at}


def _requests(person: User) -> Iterator[Row]:
    for each in JoinRequest.objects.filter(person=person).order_by("asked_at"):
        yield {
            "agency": each.agency_name,
            "explanation": each.explanation,
            "who_can_vouch": each.voucher,
            "state": str(each.get_state_display()),
            "reason": each.reason,
            "asked": each.asked_at,
            "decided": each.decided_at,
        }


def _vouched(person: User) -> Iterator[Row]:
    for each in JoinRequest.objects.filter(vouched_by=person).select_related("person").order_by("asked_at"):
        yield {"person": str(each.person), "answer": str(each.get_vouching_display()), "at": each.vouched_at}


def _messages(person: User) -> Iterator[Row]:
    mine = Message.objects.filter(Q(sender=person) | Q(recipient=person))
    mine = mine.select_related("sender", "recipient")
    for each in mine.order_by("sent_at", "pk").iterator(chunk_size=500):
        yield {
            "from": str(each.sender),
            "to": str(each.recipient),
            "subject": each.subject,
            "text": each.text,
            "sent": each.sent_at,
        }
