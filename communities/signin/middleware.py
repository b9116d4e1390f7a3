from datetime import datetime

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from communities.members.access import Request, where_from

from . import demanding, rules, staying
from .ending import forget_session
from .sso.entering import gave_second_factor

SIGNING_IN = ("/accounts/", "/account/signing-in/")
LATER = "signin.later"  # the reminder was put off for this session
NOT_USE = ("/admin/editing-sessions/", "/news/")  # what pages ask by themselves while they are open
OPEN_WITHOUT_FACTOR = (*SIGNING_IN, "/static/", "/media/", "/dev/", "/health/")


class TimedRequest(Request):
    """A request as these middlewares leave it."""

    clock: staying.Clock | None
    second_factor_by: datetime | None
    remind_of_factor: bool


class StayingMiddleware:
    """End a session that is too old or was not used, and note that the others are in use.

    Sets `request.clock`, which is None for who is not signed in. Whoever was signed out is asked to sign
    in again and comes back to where they were; what a script fetches is answered with 401.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: TimedRequest) -> HttpResponse:
        request.clock = None
        if request.path.startswith("/health/") or SESSION_KEY not in request.session:
            return self.get_response(request)
        clock = staying.read(request.session)
        if clock.is_over:
            return self._ended(request, clock)
        if _is_use(request):
            staying.use(request)
            clock = staying.read(request.session)
        request.clock = clock
        return self.get_response(request)

    def _ended(self, request: TimedRequest, clock: staying.Clock) -> HttpResponse:
        forget_session(request.session.session_key)
        logout(request)
        if clock.until_end <= 0:
            messages.info(request, _("You were signed out, because you signed in long ago. Sign in again."))
        else:
            messages.info(request, _("You were signed out, because nobody used the site here for a while."))
        if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
            return HttpResponse(status=401)  # the next page says why
        if request.path.startswith("/accounts/"):
            return self.get_response(request)
        return redirect_to_login(where_from(request))


def _is_use(request: TimedRequest) -> bool:
    """Whether a request shows that somebody is there; asking how long is left does not."""
    asks = request.method == "GET" and request.path == reverse("session_stay")
    return not asks and not request.path.startswith(NOT_USE)


class SecondFactorMiddleware:
    """Demand a second factor of who holds a role: remind them until a date, then lead them to set it up.

    Sets `request.second_factor_by`: that date, or None for whom nothing is demanded of; and
    `request.remind_of_factor`, which is False when the person has put it off, and on the pages that help.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: TimedRequest) -> HttpResponse:
        by = self._demand(request)
        request.second_factor_by = by
        request.remind_of_factor = (
            by is not None
            and LATER not in request.session
            and not request.path.startswith(SIGNING_IN)  # they speak of it themselves
        )
        if self._is_closed(request):
            where = urlencode({"next": where_from(request)})
            return HttpResponseRedirect(f"{reverse('second_factor')}?{where}")
        return self.get_response(request)

    def _demand(self, request: TimedRequest) -> datetime | None:
        """By when a second factor is needed; two factors given at single sign-on are enough."""
        person = request.person
        if person is None or gave_second_factor(request.session, person):
            return None
        return demanding.demand_of(person)

    def _is_closed(self, request: TimedRequest) -> bool:
        return rules.is_enforced(request.second_factor_by) and not request.path.startswith(
            OPEN_WITHOUT_FACTOR
        )
