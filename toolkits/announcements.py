"""What Wagtail announces of toolkit pages, put into the index and the ledger.

Publishing happens inside Wagtail (by hand, by schedule, by workflow) and is announced by signal only.
"""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from communities.ledger.recording import record

from .indexing import index_branch, remove_page
from .models import SectionPage, ToolkitPage

OURS = (ToolkitPage, SectionPage)


@receiver(page_published)
def published(sender, instance, revision=None, **kwargs) -> None:
    """A page went live, or a new revision of it did; the documents of sections name their toolkit."""
    if sender in OURS:
        index_branch(instance)
        record("section.published", by=revision.user if revision else None, on=instance, title=instance.title)


@receiver(page_unpublished)
def unpublished(sender, instance, **kwargs) -> None:
    """A page was taken offline, or is about to be deleted."""
    if sender in OURS:
        remove_page(instance)
        record("section.unpublished", by=None, on=instance, title=instance.title)


@receiver([page_slug_changed, post_page_move])
def moved(sender, instance, **kwargs) -> None:
    """The address of a page, and so of those below it, changed."""
    index_branch(instance)


@receiver(post_save, sender=PageViewRestriction)
def restricted(sender, instance, **kwargs) -> None:
    """A page, and those below it, went behind a login or a password, or are there for others now."""
    index_branch(instance.page)


@receiver(post_delete, sender=PageViewRestriction)
def freed(sender, instance, origin=None, **kwargs) -> None:
    """A page is open to everybody again; not when it is its page that is deleted."""
    if isinstance(origin, PageViewRestriction):
        index_branch(instance.page)
