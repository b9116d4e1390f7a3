from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from .access import Request
from .models import Standing

ASKED_TO_AGREE = "asked_to_agree"  # in the session: they saw what is new and may go on reading
OUR_TERMS = ("/terms/", "/guidelines/", "/privacy/")
AROUND = ("/account/signing-in/stay/", "/static/", "/media/", "/dev/")
OUT_AGAIN = ("/account/data/", "/account/close/", "/account/signing-in/confirm/")
OPEN_TO_ARRIVING = ("/accounts/", "/welcome/", *OUT_AGAIN, *AROUND, *OUR_TERMS)


class PersonMiddleware:
    """Set `request.person`: the member who is signed in, or None.

    Whoever has signed in but has not yet said who they are is led to the welcome page first; whoever
    waits for a decision sees what a visitor sees. A member who has not agreed to newer terms is asked
    once, at the next page; they may go on reading, and the rules about writing refuse until they agree.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if request.path.startswith("/health/"):
            request.person = None
            return self.get_response(request)
        user = request.user
        request.person = user if user.is_authenticated and user.is_member else None
        arriving = user.is_authenticated and user.standing == Standing.ARRIVING
        if arriving and not request.path.startswith(OPEN_TO_ARRIVING) and request.path != "/account/":
            return _first("member_welcome", request)
        if request.person and request.person.owes_agreement and not request.session.get(ASKED_TO_AGREE):
            if _is_page(request):
                return _first("terms_agree", request)
            request.person.owes_agreement = False  # what was begun before anybody asked may be finished
        return self.get_response(request)


def _first(name: str, request: Request) -> HttpResponse:
    """Lead to a page that comes first, and from there back here."""
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


def _is_page(request: Request) -> bool:
    """Whether somebody opens a page to read it: no form that was sent, nothing that a page fetches."""
    if request.method != "GET" or request.path.startswith((*OPEN_TO_ARRIVING, "/notifications/stop/")):
        return False
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"
