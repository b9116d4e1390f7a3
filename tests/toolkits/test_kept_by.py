"""The sections that a member wrote, on their profile."""

from wagtail.models import PageViewRestriction

from tests import make
from toolkits.reading import kept_by


def test_a_profile_names_the_published_sections_of_a_member_with_their_toolkit(site):
    dana, toolkit = make.member(), make.toolkit("Live video")
    mine = make.section(toolkit, "Caption a briefing", section_owner=dana)
    make.section(toolkit, "Somebody else's", section_owner=make.member())
    make.section(toolkit, "Taken back", section_owner=dana).unpublish()
    assert [(page.title, page.toolkit_title, page.url) for page in kept_by(dana, viewer=None)] == [
        ("Caption a briefing", "Live video", mine.url)
    ]


def test_a_section_behind_a_door_is_not_named(site):
    dana, closed, opened = make.member(), make.toolkit("Closed"), make.toolkit("Open")
    make.section(closed, "Behind a door", section_owner=dana)
    make.section(opened, "In the open", section_owner=dana)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert [page.title for page in kept_by(dana, viewer=dana)] == ["In the open"]
