"""The floor: what Django costs on this machine when a page does next to nothing.

`constant` is C, `topic` is T and `topic_list` is T in the form of a list. They are answered before the
site's middleware (sessions, policies, messages …) gets to see the request, except /bench/site/c/, which
goes through all of it: the difference to C is what the middleware costs.
"""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import resolve

from communities.discussions.models import Topic
from communities.spaces.models import Community

_LINE = "<p>What is printed here was written once and does not change from one visit to the next.</p>\n"
PAGE = "<!doctype html><html lang=en><title>Constant</title><h1>Constant</h1>\n"
PAGE += _LINE * ((30 * 1024 - len(PAGE)) // len(_LINE))
PAGE_BYTES = PAGE.encode()
BARE = ("/bench/c/", "/bench/t/", "/bench/l/")


class BareMiddleware:
    """Answers the floor's addresses without asking the rest of the site."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(BARE):
            return self.get_response(request)
        found = resolve(request.path_info)
        return found.func(request, *found.args, **found.kwargs)


def constant(request: HttpRequest) -> HttpResponse:
    """C: 30 KB that were made when the process started."""
    return HttpResponse(PAGE_BYTES)


def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """T: two queries (a topic by key; its first 20 posts with their authors) and a plain template."""
    found = Topic.objects.get(pk=pk)
    posts = found.posts.select_related("author").order_by("number")[:20]
    return HttpResponse(render_to_string("bench/topic.html", {"topic": found, "posts": posts}))


def topic_list(request: HttpRequest, pk: int) -> HttpResponse:
    """T as a list: two queries (a community by key; its 25 latest topics with authors), a plain template."""
    community = Community.objects.get(pk=pk)
    topics = community.topics.select_related("author").order_by("-is_pinned", "-last_post_at", "-pk")[:25]
    return HttpResponse(render_to_string("bench/list.html", {"community": community, "topics": topics}))
