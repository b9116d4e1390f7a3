"""Before somebody changes how they sign in, they prove again that it is them, unless they just did."""

import time
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.cryptokit import compare_user_code
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from communities.members.access import Request, View, where_from
from communities.members.affiliating import confirm_address

CONFIRM_BY_CODE = "confirm_by_code"
SESSION_KEY = "signin.confirming"
BY_CODE = "code"  # allauth's word for a code that was mailed: who types it reads the mail of the address
MOST_TRIES = 3


def is_confirmed(request: Any) -> bool:
    """Whether somebody proved who they are within the last minutes; by a factor, if they have one."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    if request.user.has_second_factor:
        records = [record for record in records if record["method"] == "mfa"]
    return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


def confirmed(view: View) -> View:
    """Let in who has just proved who they are. Others prove it first and come back; visitors sign in."""

    @wraps(view)
    def guarded(request: Any, *args, **kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(where_from(request))
        if not is_confirmed(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def confirm(request: Any, method: str, **facts) -> None:
    """Note that somebody has just proved who they are."""
    record_authentication(request, request.user, method, reauthenticated=True, **facts)
    if method == BY_CODE:
        confirm_address(request.user)


def send_code(request: Request) -> bool:
    """Mail a code to the signed-in person; False when they had too many."""
    email = request.user.email
    if not ratelimit.consume(request, action="request_login_code", key=email.lower()):
        return False
    adapter = get_adapter()
    code = adapter.generate_login_code()
    request.session[SESSION_KEY] = {"code": code, "at": time.time(), "tries": 0}
    adapter.send_mail("account/email/confirm_code", email, {"code": code})
    return True


def has_code(request: HttpRequest) -> bool:
    """Whether a code was mailed that still works."""
    sent = request.session.get(SESSION_KEY)
    return sent is not None and time.time() - sent["at"] < app_settings.LOGIN_BY_CODE_TIMEOUT


def is_code(request: HttpRequest, code: str) -> bool:
    """Whether this is the code that was mailed. It works once; after three tries a new one is needed."""
    if not has_code(request):
        return False
    sent = request.session.pop(SESSION_KEY)
    if compare_user_code(actual=code, expected=sent["code"]):
        return True
    if sent["tries"] + 1 < MOST_TRIES:
        request.session[SESSION_KEY] = {**sent, "tries": sent["tries"] + 1}
    return False
