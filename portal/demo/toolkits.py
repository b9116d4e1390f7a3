"""The demonstration's toolkits: blocks in YAML with Markdown become Wagtail pages."""

from datetime import datetime, timedelta

from django.utils import timezone
from markdown_it import MarkdownIt
from wagtail.models import Page

from communities.members.models import User
from communities.platforms.models import Platform
from communities.tags.tagging import tags_named
from toolkits.models import Contributor, SectionPage, ToolkitIndexPage, ToolkitPage

from . import content

RICH = {"text", "answer"}  # fields of blocks that hold Markdown
_markdown = MarkdownIt("commonmark")


def write_toolkits(people: dict[str, User], now: datetime) -> int:
    """Write and publish all toolkits. Returns how many sections they have."""
    index = ToolkitIndexPage.objects.get()
    platforms = {platform.slug: platform for platform in Platform.objects.all()}
    count = 0
    for slug, entry, sections in content.toolkits():
        toolkit = _write_toolkit(index, slug, entry, people)
        for section_slug, section in sections:
            _write_section(toolkit, section_slug, section, people, platforms, now)
            count += 1
    return count


def _write_toolkit(index: Page, slug: str, entry: dict, people: dict[str, User]) -> ToolkitPage:
    toolkit = ToolkitPage(
        title=entry["title"],
        slug=slug,
        promise=" ".join(entry["promise"].split()),
        audience=" ".join(entry["audience"].split()),
        why=rich(entry["why"]),
        scope=rich(entry["scope"]),
        version=str(entry["version"]),
        licence=entry["licence"],
        live=False,
    )
    index.add_child(instance=toolkit)
    toolkit.contributors = [
        Contributor(person=people[key], sort_order=n) for n, key in enumerate(entry["made_by"])
    ]
    toolkit.tags.set(tags_named(entry["tags"]))
    toolkit.save_revision().publish()
    return toolkit


def _write_section(toolkit, slug: str, entry: dict, people: dict, platforms: dict, now: datetime) -> None:
    section = SectionPage(
        title=entry["title"],
        slug=slug,
        summary=entry["summary"],
        section_owner=people[entry["owner"]],
        verified_on=timezone.localdate(now) - timedelta(days=entry["verified_days_ago"]),
        review_months=entry["review_months"],
        body=[_block(block, platforms) for block in entry["body"]],
        live=False,
    )
    toolkit.add_child(instance=section)
    section.platforms = [platforms[name] for name in entry.get("platforms") or []]
    section.tags.set(tags_named(entry.get("tags") or []))
    section.save_revision(user=section.section_owner).publish()


def _block(block: dict, platforms: dict) -> tuple[str, object]:
    """One block of the file as (type, value)."""
    ((kind, value),) = block.items()
    if kind == "text":
        return kind, rich(value)
    fields = {key: rich(part) if key in RICH else part for key, part in value.items()}
    if kind == "tip":
        fields["platforms"] = [platforms[name] for name in value.get("platforms") or []]
    return kind, fields


def rich(markdown: str) -> str:
    """Markdown as the HTML of a rich text field, whose headings start at h2, below the page's title."""
    html = _markdown.render(markdown)
    for level in (3, 4):
        html = html.replace(f"<h{level}>", f"<h{level - 1}>").replace(f"</h{level}>", f"</h{level - 1}>")
    return html
