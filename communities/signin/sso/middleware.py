from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from communities.members.access import Request

from .provider import is_only_way

DOORS = "/accounts/"
OPEN = ("/accounts/sso/", "/accounts/logout/", "/accounts/inactive/", "/accounts/2fa/")
SHUT = ("/accounts/2fa/webauthn/login/", "/accounts/2fa/webauthn/signup/")


class OneDoorMiddleware:
    """Where single sign-on is the only way in, every other one leads to it: code, password, passkey, sign-up.

    What is open is listed, not what is shut: a new address of django-allauth's stays shut until somebody
    opens it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if not request.path.startswith(DOORS) or not is_only_way() or _is_open(request.path):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            raise Http404
        wanted = request.GET.get("next")
        where = f"?{urlencode({'next': wanted})}" if wanted else ""
        return HttpResponseRedirect(f"{reverse('sso_start')}{where}")


def _is_open(path: str) -> bool:
    return path.startswith(OPEN) and not path.startswith(SHUT)
