"""What Wagtail is told to do otherwise: who reads private pages, and how the editors' interface looks.

Pages and documents that editors keep private are for members. Wagtail itself sends visitors to sign in; here
whoever has signed in but is no member is led away.
"""

from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.models import BaseViewRestriction

from .choosers import platform_chooser


@hooks.register("register_admin_viewset")
def choosing_platforms():
    return platform_chooser


@hooks.register("before_serve_page", order=-1)
def private_pages_are_for_members(page, request, serve_args, serve_kwargs):
    """Lead who waits away from a page that is not public; a password of its own opens it still."""
    return _lead_away(request, page)


@hooks.register("before_serve_document", order=-1)
def private_documents_are_for_members(document, request):
    """The same for the documents of a private collection."""
    return _lead_away(request, document.collection)


def _lead_away(request, kept):
    """Ask about `kept` for who has signed in and is no member; visitors are led away by Wagtail itself."""
    if request.person is not None or not request.user.is_authenticated:
        return None
    restrictions = kept.get_view_restrictions()
    private = any(each.restriction_type != BaseViewRestriction.PASSWORD for each in restrictions)
    return redirect("member_waiting") if private else None


@hooks.register("insert_global_admin_css")
def style_of_the_editors_interface():
    return format_html('<link rel="stylesheet" href="{}">', static("dist/admin.css"))


@hooks.register("insert_global_admin_js")
def script_of_the_editors_interface():
    return format_html('<script type="module" src="{}"></script>', static("dist/admin.js"))
