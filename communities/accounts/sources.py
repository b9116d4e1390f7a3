"""What each room gives to the download of a member's data. The floors above add theirs in the settings."""

from django.conf import settings
from django.utils.module_loading import import_string

from communities.discussions.data import data_of as discussions
from communities.kit.parts import Part
from communities.members.data import data_of as members
from communities.members.models import User
from communities.moderation.data import data_of as moderation
from communities.notifications.data import data_of as notifications
from communities.spaces.data import data_of as spaces

from .data import data_of as accounts

SOURCES = (members, accounts, spaces, discussions, moderation, notifications)


def parts_of(person: User) -> list[Part]:
    """Everything that the site holds of a person, in the order of the download."""
    above = [import_string(path) for path in settings.DATA_PARTS.values()]
    return [part for source in (*SOURCES, *above) for part in source(person)]
