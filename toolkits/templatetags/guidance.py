"""What the templates of pages need beside their context: `{% load guidance %}`.

{% page_crumbs page as crumbs %}                            Home, then this page
{% for_platform sections request.GET.platform as shown %}   shown.sections, shown.platform
"""

from django import template
from django.utils.translation import gettext as _

from toolkits import reading

register = template.Library()


@register.simple_tag
def page_crumbs(page):
    """Say where a page stands that is directly below the home page."""
    return [(_("Home"), "/"), (page.title, None)]


@register.simple_tag
def for_platform(sections, slug):
    """Narrow the sections of a toolkit to a platform; see `reading.narrow`."""
    return reading.narrow(sections, slug or "")
