"""What every site needs before anybody comes: its home page, the list of toolkits, the editors' group."""

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from toolkits.models import Platform, ToolkitIndexPage
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
    "Whoever runs an agency's accounts is often alone with the job. Here you meet people who do the same work in "
    "other agencies, find out what they tried, and use the toolkits they wrote together. Federal, state, local and "
    "tribal colleagues are welcome."
)
PAGES = {
    "about": (
        "About this site",
        "<p>This is the home of a community of practice: people who manage social media in government, from all levels "
        "and branches, who help each other do it well.</p>"
        "<h2>Who may join</h2><p>Anyone with an e-mail address in a known government domain joins at once. If your "
        "agency uses another domain, ask to join and an administrator decides. Contractors are welcome and say so.</p>"
        "<h2>Who sees what</h2><p>Toolkits and public communities are open to everyone. The member directory, and "
        "communities for members, are for members only.</p>",
    ),
    "guidelines": (
        "Community guidelines",
        "<ul><li>Ask plainly. Somebody has had the same question and was glad that you asked.</li>"
        "<li>Say what you know from doing it, and say when you are not sure.</li>"
        "<li>Be kind to people; be exact about facts.</li>"
        "<li>Leave out personal data of members of the public: names, phone numbers, addresses, case details.</li>"
        "<li>Nothing here is legal advice. Take the question to your own counsel.</li>"
        "<li>Remember that posts are official communications and may be released under FOIA.</li></ul>"
        "<h2>Keeping order</h2><p>A lead or moderator may hide a post that breaks these guidelines. They give a reason, "
        "the author reads it, and it stays in the record.</p>",
    ),
    "accessibility": (
        "Accessibility of this site",
        "<p>This site is built to meet Section 508 and the Web Content Accessibility Guidelines 2.2 at level AA. It works "
        "with the keyboard alone, with screen readers, at 400 percent zoom and without JavaScript.</p>"
        "<p>If something does not work for you, write to us. Say what you tried and with which browser and assistive "
        "technology.</p>",
    ),
    "privacy": (
        "Privacy",
        "<p>Your e-mail address is used to sign you in and to tell you about replies. Other members don't see it. What you "
        "put into your profile is shown to members only.</p>"
        "<p>We keep a record of who did what on this site. Posts are official communications and may be released under "
        "FOIA.</p>",
    ),
}


@transaction.atomic
def set_up_site() -> HomePage:
    """Make what is missing; what is there already, and may have been edited, stays as it is."""
    home = HomePage.objects.first() or _make_home()
    if not ToolkitIndexPage.objects.exists():
        introduction = "Guidance that practitioners wrote together, from what they learned."
        home.add_child(
            instance=ToolkitIndexPage(title="Toolkits", slug="toolkits", introduction=introduction)
        )
    for slug, (title, body) in PAGES.items():
        if not StandardPage.objects.child_of(home).filter(slug=slug).exists():
            home.add_child(instance=StandardPage(title=title, slug=slug, body=body))
    for slug, name in PLATFORMS.items():
        Platform.objects.get_or_create(slug=slug, defaults={"name": name})
    set_up_editors(home)
    return home


def _make_home() -> HomePage:
    """Put our home page in the place of the one that Wagtail brings."""
    root = Page.get_first_root_node()
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    home = root.add_child(
        instance=HomePage(title=settings.SITE_NAME, slug="home", promise=PROMISE, explanation=EXPLANATION)
    )
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": home, "site_name": settings.SITE_NAME},
    )
    return home
