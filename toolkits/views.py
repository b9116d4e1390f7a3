from wagtail.views import serve

from .places import page_at


def page_serve(request, path):
    """Wagtail's view, with the page found in one statement. Where none is found, Wagtail looks by itself."""
    page = page_at(path)
    if page is not None:
        request._wagtail_route_for_request = page.route(request, [])  # what Wagtail has routed already
    return serve(request, path)
