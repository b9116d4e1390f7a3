from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from toolkits.places import PlacedPage

from . import reading


class HomePage(PlacedPage):
    """The front door: for visitors what this is, for members what is new to them."""

    promise = models.CharField(_("what this is, in one sentence"), max_length=200)
    explanation = models.TextField(_("for whom, in one paragraph"), max_length=500, blank=True)

    content_panels = [*Page.content_panels, "promise", "explanation"]
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["toolkits.ToolkitIndexPage", "home.StandardPage"]
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        person = request.person
        view = reading.for_member(person) if person else reading.for_visitor()
        return {**super().get_context(request, *args, **kwargs), **view, "section": "home"}


class StandardPage(PlacedPage):
    """A page of plain text: about, accessibility, privacy, guidelines."""

    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "ol", "ul", "link"])

    content_panels = [*Page.content_panels, "body"]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    template = "home/standard_page.html"

    class Meta:
        verbose_name = _("plain page")
