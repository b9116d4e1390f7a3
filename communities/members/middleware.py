from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from .access import Request
from .models import Standing

OPEN_TO_ARRIVING = ("/accounts/", "/welcome/", "/static/", "/media/", "/dev/")


class PersonMiddleware:
    """Set `request.person`: the member who is signed in, or None.

    Whoever has signed in but has not yet said who they are is led to the welcome page first; whoever
    waits for a decision sees what a visitor sees.
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
        if arriving and not request.path.startswith(OPEN_TO_ARRIVING):
            return HttpResponseRedirect(
                f"{reverse('member_welcome')}?{urlencode({'next': request.get_full_path()})}"
            )
        return self.get_response(request)
