"""Pages and documents that editors keep private are for members: who waits sees what a visitor sees."""

from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import BaseViewRestriction


@hooks.register("before_serve_page", order=-1)
def private_pages_are_for_members(page, request, serve_args, serve_kwargs):
    """Lead whoever is no member away from a page that is not public; a password of its own opens it still."""
    return _lead_away(request, page.get_view_restrictions())


@hooks.register("before_serve_document", order=-1)
def private_documents_are_for_members(document, request):
    """The same for the documents of a private collection."""
    return _lead_away(request, document.collection.get_view_restrictions())


def _lead_away(request, restrictions):
    private = any(each.restriction_type != BaseViewRestriction.PASSWORD for each in restrictions)
    if not private or request.person is not None:
        return None
    if request.user.is_authenticated:
        return redirect("member_waiting")
    return redirect_to_login(request.get_full_path())
