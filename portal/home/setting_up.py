"""What every site needs before anybody comes: its home page, the list of toolkits, the editors' group."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from markdown_it import MarkdownIt
from wagtail.models import Page, Site

from communities.members.models import Terms
from communities.members.terms import publish_terms
from communities.platforms.models import Platform
from toolkits.models import ToolkitIndexPage
from toolkits.roles import set_up_editors

from .models import HomePage, StandardPage

PLATFORMS = {
    "facebook": "Facebook",
    "x": "X",
    "instagram": "Instagram",
    "youtube": "YouTube",
    "linkedin": "LinkedIn",
    "threads": "Threads",
    "tiktok": "TikTok",
    "nextdoor": "Nextdoor",
    "blogs": "Blogs",
}
PROMISE = "Government social media managers ask, answer, and turn what they learn into guidance."
EXPLANATION = (
    "Whoever runs an agency's accounts is often alone with the job. Here you meet people who do the same "
    "work in other agencies, find out what they tried, and use the toolkits they wrote together. Federal, "
    "state, local and tribal colleagues are welcome."
)
PAGES = ("about", "accessibility", "privacy")
CONTENT = Path(__file__).parent / "content"
_markdown = MarkdownIt("commonmark")


@transaction.atomic
def set_up_site() -> HomePage:
    """Make what is missing; what is there already, and may have been edited, stays as it is."""
    home = HomePage.objects.first() or _make_home()
    if not ToolkitIndexPage.objects.exists():
        introduction = "Guidance that practitioners wrote together, from what they learned."
        home.add_child(
            instance=ToolkitIndexPage(title="Toolkits", slug="toolkits", introduction=introduction)
        )
    for slug in PAGES:
        if not StandardPage.objects.child_of(home).filter(slug=slug).exists():
            home.add_child(instance=_page(slug))
    for document in Terms.Document.values:
        if not Terms.objects.filter(document=document).exists():
            text = (CONTENT / "terms" / f"{document}.md").read_text(encoding="utf-8")
            publish_terms(document, by=None, text=text)
    for slug, name in PLATFORMS.items():
        Platform.objects.get_or_create(slug=slug, defaults={"name": name})
    set_up_editors(home)
    return home


def _page(slug: str) -> StandardPage:
    """A plain page from its Markdown file, whose first line is the title."""
    first, _newline, body = (CONTENT / f"{slug}.md").read_text(encoding="utf-8").partition("\n")
    return StandardPage(title=first.removeprefix("# "), slug=slug, body=_markdown.render(body))


def _make_home() -> HomePage:
    """Put our home page in the place of the one that Wagtail brings."""
    root = Page.get_first_root_node()
    root.get_children().filter(slug="home", content_type__model="page").delete()
    root.refresh_from_db()
    home = root.add_child(
        instance=HomePage(title=settings.SITE_NAME, slug="home", promise=PROMISE, explanation=EXPLANATION)
    )
    host = urlsplit(settings.BASE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": host.hostname or "localhost",
            "port": host.port or (443 if host.scheme == "https" else 80),
            "root_page": home,
            "site_name": settings.SITE_NAME,
        },
    )
    return home
