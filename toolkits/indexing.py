"""Toolkits and sections as documents of the search index."""

from collections.abc import Iterator

from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.rich_text import RichText

from communities.finding.indexing import Findable, put, remove
from communities.finding.models import EVERYONE, Kind
from communities.finding.rebuilding import Source
from communities.kit.text import plain
from communities.platforms.models import Platform

from .models import SectionPage, ToolkitPage


def index_page(page: Page) -> None:
    """Write the document of one published page; a page behind a login or a password is not found."""
    if page.live and not page.get_view_restrictions().exists():
        put(_findable(page))
    else:
        remove_page(page)


def remove_page(page: Page) -> None:
    """Take a page out of the index."""
    remove(page)


def index_branch(page: Page) -> None:
    """Write the documents of a page and of those below it, after its address changed."""
    for below in page.get_descendants(inclusive=True).live().specific():
        if isinstance(below, ToolkitPage | SectionPage):
            index_page(below)


def index_sections_on(platform_id: int) -> None:
    """Write the documents of the sections that name a platform again: it has another name."""
    for page in SectionPage.objects.live():
        if platform_id in {platform.pk for platform in _platforms(page)}:
            index_page(page)


def findable_toolkits(keys: list[int]) -> Iterator[Findable]:
    """The documents of these toolkits, as far as they are published for everybody."""
    return (_findable(page) for page in ToolkitPage.objects.live().public().filter(pk__in=keys))


def findable_sections(keys: list[int]) -> Iterator[Findable]:
    """The documents of these sections, as far as they are published for everybody."""
    return (_findable(page) for page in SectionPage.objects.live().public().filter(pk__in=keys))


TOOLKITS = Source(ToolkitPage, findable_toolkits)
SECTIONS = Source(SectionPage, findable_sections)


def _findable(page: Page) -> Findable:
    is_section = isinstance(page, SectionPage)
    toolkit = page.get_parent() if is_section else page
    return Findable(
        source=page,
        kind=Kind.TOOLKIT,
        audience=EVERYONE,
        url=page.get_url() or "",
        title=page.title,
        changed_at=page.last_published_at,
        tags=sorted(tag.slug for tag in page.tags.all()),
        summary=page.summary if is_section else page.promise,
        body=_words(page) if is_section else plain(f"{page.why} {page.scope} {page.audience}"),
        facts={"toolkit": toolkit.title, "is_section": is_section},
    )


def _words(page: SectionPage) -> str:
    """All the words of a section's blocks, and the platforms that it is about."""
    words = [word for block in page.body for word in _texts(block.value)]
    return " ".join([*words, *sorted({platform.name for platform in _platforms(page)})])


def _platforms(page: SectionPage) -> Iterator[Platform]:
    """The platforms that a section or one of its tips is about; one that is gone is None in a tip."""
    yield from page.platforms.all()
    for block in page.body:
        if block.block_type == "tip":
            yield from (platform for platform in block.value["platforms"] if platform)


def _texts(value) -> Iterator[str]:
    if isinstance(value, RichText):
        yield plain(value.source)
    elif isinstance(value, str):
        yield strip_tags(value)
    elif hasattr(value, "values"):
        for part in value.values():
            yield from _texts(part)
    elif hasattr(value, "__iter__"):
        for part in value:
            yield from _texts(part)
