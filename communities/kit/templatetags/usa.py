"""USWDS components as template tags: `{% load usa %}`. Each renders `templates/uswds/<component>.html`.

{% usa_icon "lock" %}                                   an icon from static/src/icons.txt, hidden from readers
{% usa_alert "success" heading text %}                  an alert; heading may be ""
{% usa_alert_block "warning" heading="…" %}…{% endusa_alert_block %}
{% usa_tag "solved" "Solved" %}                         solved, held, due, danger or plain
{% usa_breadcrumb crumbs %}                             crumbs: [(title, url), …, (title, None)]
{% usa_pagination pager param="page" label="Posts" %}   pager: communities.kit.paging.Page
{% usa_steps steps current %}                           steps: list of titles; current counts from 1
{% usa_errors form %}                                   error summary with links to the fields
{% usa_field form.title %}                              label, hint, error, control
{% usa_dress form.body %}                               only the widget's class, for a field laid out by hand
{% usa_form form %}                                     summary, then all fields; no <form>, no button
{% when post.created_at %}                              <time>, relative under seven days
{{ person.name|initials }}                              "DW", where there is no photo
{{ profile.zone|clock }}                                "2:02 p.m.": what the clock says there now
{{ card.zone|there_now }}                               "2:02 p.m. there now", of the zone of this name
"""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from communities.kit.forms import dress, focus_id, shape

register = template.Library()

ALERT_KINDS = {"info", "success", "warning", "error"}
STATE_ICONS = {"solved": "check_circle", "held": "schedule", "due": "warning", "danger": "error"}
RECENT = 7 * 24 * 60 * 60  # seconds


@register.simple_tag
def usa_icon(name, css=""):
    """Draw a USWDS icon. It never speaks: the word stands beside it."""
    return format_html(
        '<svg class="usa-icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        static("dist/icons.svg"),
        name,
    )


@register.inclusion_tag("uswds/alert.html")
def usa_alert(kind, heading="", text=""):
    """Show an alert: info, success, warning or error (Django's message tags serve as well)."""
    words = str(kind or "").split()
    return {
        "kind": next((word for word in words if word in ALERT_KINDS), "info"),
        "heading": heading,
        "text": text,
    }


@register.simple_block_tag
def usa_alert_block(content, kind, heading=""):
    """Show an alert whose text is a block of template."""
    return render_to_string("uswds/alert.html", usa_alert(kind, heading, content))


@register.inclusion_tag("uswds/tag.html")
def usa_tag(kind, text):
    """Show a state as a word: solved (green), held or due (yellow), danger (red), anything else grey."""
    return {"kind": kind, "text": text, "icon": STATE_ICONS.get(kind)}


@register.inclusion_tag("uswds/breadcrumb.html")
def usa_breadcrumb(crumbs):
    """Show where I am: a list of (title, url); the last is this page and needs no url."""
    return {"crumbs": crumbs}


@register.inclusion_tag("uswds/steps.html")
def usa_steps(steps, current):
    """Show the steps of a long form; `current` counts from 1."""
    rows = [{"title": title, "number": n, "state": _state(n, current)} for n, title in enumerate(steps, 1)]
    return {"steps": rows, "current": rows[current - 1], "total": len(rows)}


def _state(number, current):
    if number == current:
        return "current"
    return "complete" if number < current else ""


@register.inclusion_tag("uswds/pagination.html", takes_context=True)
def usa_pagination(context, pager, param="page", label=""):
    """Link to the other pages, keeping the other parameters of the address.

    `pager` has `number`, `pages` and `window`: page numbers, with None for a gap. One page shows nothing.
    """
    address = _address(context.get("request"), param)
    links = [n and {"number": n, "url": address(n), "is_current": n == pager.number} for n in pager.window]
    return {
        "pager": pager,
        "label": label or _("Pages"),
        "links": links,
        "previous_url": address(pager.number - 1) if pager.number > 1 else None,
        "next_url": address(pager.number + 1) if pager.number < pager.pages else None,
    }


def _address(request, param):
    """Return the function from a page number to its address; page 1 has no parameter."""
    query = request.GET.copy() if request else None
    path = request.path if request else ""

    def address(number):
        if query is None:
            return f"?{param}={number}"
        query.pop(param, None)
        if number > 1:
            query[param] = number
        return f"{path}?{query.urlencode()}" if query else path

    return address


@register.inclusion_tag("uswds/field.html")
def usa_field(field, label=""):
    """Show one field: label, hint, error in words, control. Optional fields say so."""
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)  # the label stands above it
    dress(widget)
    layout = shape(widget)
    return {
        "field": field,
        "label": label or field.label,
        "layout": layout,
        "optional": not field.field.required and layout != "checkbox",
        "choice_css": "usa-checkbox" if getattr(widget, "allow_multiple_selected", False) else "usa-radio",
        "choices": [_choice(each) for each in field.subwidgets] if layout == "choices" else [],
    }


def _choice(subwidget):
    """One radio or checkbox. Django marks each as invalid; ARIA knows that only of the group, in words."""
    subwidget.data["attrs"].pop("aria-invalid", None)
    return subwidget


@register.simple_tag
def usa_dress(field):
    """Give a field's widget its USWDS class; print the field yourself with {{ field }}."""
    dress(field.field.widget)
    return ""


@register.inclusion_tag("uswds/errors.html")
def usa_errors(form):
    """Summarise a form's errors on top of it, each a link to its field. Nothing when there are none."""
    found = [{"text": text, "href": ""} for text in form.non_field_errors()]
    for field in form:
        found += [{"text": _named(field, text), "href": focus_id(field)} for text in field.errors]
    heading = ngettext("Fix this to go on", "Fix these %(count)d things to go on", len(found))
    return {"errors": found, "heading": heading % {"count": len(found)}, "prefix": form.prefix or "form"}


def _named(field, error):
    return _("%(label)s: %(error)s") % {"label": field.label, "error": error}


@register.inclusion_tag("uswds/form.html")
def usa_form(form):
    """Show a whole form but for its <form> element and its buttons."""
    return {"form": form}


@register.simple_tag
def when(moment, relative=True):
    """Show a moment: "2 hours ago" under seven days, else "May 3, 2026"; the full date on hover."""
    if not moment:
        return ""
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), formats.date_format(moment))
    full, day = _dates(timezone.localtime(moment).replace(second=0, microsecond=0), get_language())
    iso = moment.isoformat(timespec="seconds")
    age = (timezone.now() - moment).total_seconds()
    if not relative or not 0 <= age < RECENT:
        return format_html('<time datetime="{}" title="{}">{}</time>', iso, full, day)
    html = '<time datetime="{}" title="{}" data-date="{}" data-now="{}">{}</time>'
    return format_html(html, iso, full, day, pgettext("time", "just now"), _ago(int(age)))


@lru_cache(maxsize=4096)
def _dates(minute, language):
    """Write out a minute in full and as a day. Formatting is the dear part of a list, so it is remembered."""
    return formats.date_format(minute, "DATETIME_FORMAT"), formats.date_format(minute, "DATE_FORMAT")


def _ago(seconds):
    """Say how long ago in the largest whole unit; times.js says the same in the browser."""
    if seconds >= 86400:
        count = seconds // 86400
        return ngettext("%(count)d day ago", "%(count)d days ago", count) % {"count": count}
    if seconds >= 3600:
        count = seconds // 3600
        return ngettext("%(count)d hour ago", "%(count)d hours ago", count) % {"count": count}
    if seconds >= 60:
        count = seconds // 60
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", count) % {"count": count}
    return pgettext("time", "just now")


@register.filter
def clock(zone):
    """Return the time of day it is now in a time zone."""
    return formats.time_format(timezone.localtime(timezone=zone), "TIME_FORMAT")


@register.filter
def there_now(zone):
    """Say what time of day it is now in the time zone of this name: "2:02 p.m. there now"."""
    return _there_now(zone, timezone.now().replace(second=0, microsecond=0), get_language())


@lru_cache(maxsize=512)
def _there_now(zone, minute, language):
    """A list has many people of few zones, so it is remembered."""
    time = formats.time_format(timezone.localtime(minute, ZoneInfo(zone)), "TIME_FORMAT")
    return _("%(time)s there now") % {"time": time}


@register.filter
def initials(name):
    """Return the first letters of the first and last word of a name."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
