"""Guards of views. What a visitor can't see is a page to sign in to; what a member may not is a 403."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .models import User

View = Callable[..., HttpResponseBase]


class Request(HttpRequest):
    """A request as `PersonMiddleware` leaves it; `person` is None for a visitor."""

    user: User
    person: User | None


class MemberRequest(Request):
    """A request behind `member_required`: there is a person."""

    person: User


def member_required(view: View) -> View:
    """Let members in. Visitors are asked to sign in and come back; who waits is shown where they stand."""

    @wraps(view)
    def guarded(request: Request, *args, **kwargs) -> HttpResponseBase:
        if request.person is not None:
            return view(request, *args, **kwargs)
        return turn_away(request)

    return guarded


def account_required(view: View) -> View:
    """Let in whoever has an account, member or not: what is theirs, they may take along and take away."""

    @wraps(view)
    def guarded(request: Request, *args, **kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return turn_away(request)

    return guarded


def turn_away(request: Request) -> HttpResponseBase:
    """What who is no member gets instead of a page for members, whether there is such a page or not."""
    if request.user.is_authenticated:
        return redirect("member_waiting")
    return redirect_to_login(where_from(request))


def where_from(request: Request) -> str:
    """The page to come back to after signing in: for a form that was sent, the page that it stood on."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() and page.path else "/"


def administrator_required(view: View) -> View:
    """Let administrators in; other members read why not."""

    @member_required
    @wraps(view)
    def guarded(request: MemberRequest, *args, **kwargs) -> HttpResponseBase:
        if not request.person.is_superuser:
            raise PermissionDenied(_("This page is for administrators."))
        return view(request, *args, **kwargs)

    return guarded
