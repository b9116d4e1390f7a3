"""{{ topic.kind|kind_icon }}: the name of the icon that marks a kind of topic."""

from django import template

from ..writing.kinds import MARKS

register = template.Library()


@register.filter
def kind_icon(kind):
    """Return the icon for the name of a kind; the word stands beside it."""
    return MARKS.get(kind, "forum")
