"""The design page: every component in every state, with sample data, for those who build the site."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from communities.kit import samples


def design(request):
    """Show the components; only while developing, or to staff."""
    if not settings.DEBUG and not getattr(request.user, "is_staff", False):
        raise Http404
    context = {
        "crumbs": [(_("Home"), "/"), (_("Community"), "#"), (_("Design"), None)],
        "section": "communities",
        "rows": samples.topic_rows(),
        "posts": samples.posts(),
        "answer": samples.answer(),
        "people": samples.people(),
        "toolkits": samples.toolkits(),
        "pagers": samples.pagers(),
        "form": samples.SampleForm(prefix="empty"),
        "wrong": samples.wrong_form(),
        "asking": samples.ComposerForm(),
        "steps": [_("Your agency"), _("About you"), _("What you know")],
    }
    return render(request, "kit/design.html", context)
