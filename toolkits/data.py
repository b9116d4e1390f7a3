"""What toolkits hold of a person, for the download of their data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail.models import Revision

from communities.kit.parts import Part, Row
from communities.members.models import User

from .models import Contributor, SectionPage


def data_of(person: User) -> list[Part]:
    """The toolkits that name the person, the sections that they keep true, and what they edited when."""
    return [
        Part("toolkits", _("Toolkits that you made"), lambda: _toolkits(person)),
        Part("sections", _("Sections that you keep true"), lambda: _sections(person)),
        Part("editing", _("Pages that you edited"), lambda: _editing(person)),
    ]


def _toolkits(person: User) -> Iterator[Row]:
    for each in Contributor.objects.filter(person=person).select_related("toolkit"):
        yield {"toolkit": each.toolkit.title, "address": each.toolkit.url}


def _sections(person: User) -> Iterator[Row]:
    for each in SectionPage.objects.filter(section_owner=person):
        yield {"section": each.title, "address": each.url, "last_verified": each.verified_on}


def _editing(person: User) -> Iterator[Row]:
    for each in Revision.objects.filter(user=person).order_by("created_at").iterator(chunk_size=500):
        yield {"page": each.object_str, "at": each.created_at}
