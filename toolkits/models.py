from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import ItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page

from communities.members.models import User
from communities.platforms.models import Platform
from communities.tags.models import Tag

from . import reading
from .blocks import WORDS, BodyBlock
from .media import File, Picture, PictureRendition
from .places import PlacedPage, public

__all__ = ["File", "Picture", "PictureRendition"]


class ToolkitIndexPage(PlacedPage):
    """The list of toolkits."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, "introduction"]
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["toolkits.ToolkitPage"]
    template = "toolkits/toolkit_index.html"

    class Meta:
        verbose_name = _("list of toolkits")

    def get_context(self, request, *args, **kwargs):
        cards = reading.cards(public(ToolkitPage.objects.child_of(self).live()))
        return {**super().get_context(request, *args, **kwargs), "cards": cards, "section": "toolkits"}


class TaggedToolkit(ItemBase):
    """A tag on a toolkit."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_toolkits")
    content_object = ParentalKey(
        "toolkits.ToolkitPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class TaggedSection(ItemBase):
    """A tag on a section."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_sections")
    content_object = ParentalKey(
        "toolkits.SectionPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class ToolkitPage(PlacedPage):
    """Guidance that the community made: who made it and why, what it covers, its sections."""

    promise = models.TextField(
        _("promise"), max_length=600, help_text=_("What readers can do after reading. One paragraph.")
    )
    audience = models.CharField(_("audience"), max_length=300, blank=True)
    why = RichTextField(_("who made it and why"), features=WORDS, blank=True)
    scope = RichTextField(_("what you will find and what not"), features=WORDS, blank=True)
    version = models.CharField(_("version"), max_length=20, default="1.0")
    licence = models.CharField(_("licence"), max_length=60, default="CC0 1.0")
    tags = ClusterTaggableManager(through=TaggedToolkit, blank=True, verbose_name=_("tags"))

    content_panels = [
        *Page.content_panels,
        "promise",
        "audience",
        "why",
        "scope",
        InlinePanel("contributors", label=_("Made by")),
        MultiFieldPanel(["version", "licence"], heading=_("Edition")),
        "tags",
    ]
    parent_page_types = ["toolkits.ToolkitIndexPage"]
    subpage_types = ["toolkits.SectionPage"]
    template = "toolkits/toolkit_page.html"

    class Meta:
        verbose_name = _("toolkit")

    def get_context(self, request, *args, **kwargs):
        return {
            **super().get_context(request, *args, **kwargs),
            **reading.toolkit(self),
            "section": "toolkits",
        }


class Contributor(Orderable):
    """A member who made a toolkit."""

    toolkit = ParentalKey(ToolkitPage, on_delete=models.CASCADE, related_name="contributors")
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("member"))

    panels = ["person"]

    def __str__(self) -> str:
        return str(self.person)


class SectionPage(PlacedPage):
    """One part of a toolkit. It has an owner, and a date by which it must be looked at again."""

    summary = models.CharField(_("summary"), max_length=300, help_text=_("One sentence."))
    body = StreamField(BodyBlock(), verbose_name=_("body"))
    # Page.owner is whoever made the page, and revisions don't carry it; the section's owner keeps it true
    section_owner = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    verified_on = models.DateField(_("last verified"), default=timezone.localdate)
    review_months = models.PositiveSmallIntegerField(_("review every … months"), default=6)
    platforms = ParentalManyToManyField(Platform, blank=True, verbose_name=_("platforms"))
    tags = ClusterTaggableManager(through=TaggedSection, blank=True, verbose_name=_("tags"))

    content_panels = [
        *Page.content_panels,
        "summary",
        "body",
        FieldPanel("platforms"),
        "tags",
        MultiFieldPanel(["section_owner", "verified_on", "review_months"], heading=_("Keeping it true")),
    ]
    parent_page_types = ["toolkits.ToolkitPage"]
    subpage_types: list[str] = []
    template = "toolkits/section_page.html"

    class Meta:
        verbose_name = _("section")

    @property
    def review_on(self) -> date:
        """The date by which the section is due for review."""
        return self.verified_on + relativedelta(months=self.review_months)

    @property
    def is_overdue(self) -> bool:
        return self.review_on < timezone.localdate()

    def get_context(self, request, *args, **kwargs):
        return {
            **super().get_context(request, *args, **kwargs),
            **reading.section(self),
            "section": "toolkits",
        }
