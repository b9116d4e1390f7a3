"""How I sign in, where I am signed in, and what is demanded of me."""

from allauth.account.adapter import get_adapter
from allauth.account.views import BaseReauthenticateView
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from communities.kit.permissions import require
from communities.members.access import MemberRequest, Request, administrator_required, member_required
from communities.members.models import User

from .. import confirming, ending, reading, rules, staying
from ..forms import ConfirmByCodeForm, ResetForm
from ..middleware import LATER

AFTERWARDS = "signin.afterwards"  # where somebody was going who has to set up a second factor first


@member_required
@never_cache
def signing_in(request: MemberRequest) -> HttpResponse:
    """How I sign in, and where I am signed in."""
    ways = reading.ways_in(request.person, request.session.session_key)
    context = {"ways": ways, "crumbs": [(_("Home"), "/"), (_("Signing in"), None)]}
    return render(request, "signin/signing_in.html", context)


def confirm_by_code(request: HttpRequest) -> HttpResponse:
    """Prove that it is me, by a code that is mailed."""
    if not request.user.is_authenticated:
        return redirect("account_request_login_code")
    return ConfirmByCode.as_view()(request)


class ConfirmByCode(BaseReauthenticateView):
    """First the button that sends a code, then the field for it."""

    template_name = "signin/confirm_by_code.html"
    form_class = ConfirmByCodeForm

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if "send" not in request.POST:
            return super().post(request, *args, **kwargs)
        if not confirming.send_code(request):
            messages.error(request, get_adapter().error_messages["rate_limited"])
        return redirect(self.passthrough_next_url(request.path))

    def form_valid(self, form) -> HttpResponse:
        confirming.confirm(self.request, confirming.BY_CODE)
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "was_sent": confirming.has_code(self.request)}


@member_required
@require_POST
@confirming.confirmed
def password_remove(request: MemberRequest) -> HttpResponse:
    """Sign in without a password from now on."""
    person = ending.remove_password(request.person)
    update_session_auth_hash(request, person)
    ending.end_other_sessions(person, keep=request.session.session_key)
    UserSession.objects.create_from_request(request)
    get_adapter().send_notification_mail("account/email/password_removed", person)
    messages.success(request, _("Your password is removed. You sign in with a code or a passkey."))
    return redirect("signing_in")


@member_required
@require_POST
def session_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign out on another device."""
    session = get_object_or_404(UserSession, pk=pk, user=request.person)
    if session.session_key == request.session.session_key:
        return redirect("account_logout")
    ending.end_session(session, by=request.person)
    messages.success(request, _("You are signed out there."))
    return redirect("signing_in")


@member_required
@require_POST
def session_end_others(request: MemberRequest) -> HttpResponse:
    """Sign out everywhere else."""
    ended = ending.end_other_sessions(request.person, keep=request.session.session_key)
    words = ngettext(
        "You are signed out in %(n)s other place.", "You are signed out in %(n)s other places.", ended
    )
    messages.success(request, words % {"n": ended} if ended else _("You are signed in here only."))
    return redirect("signing_in")


@never_cache
@require_http_methods(["GET", "POST"])
def session_stay(request: Request) -> HttpResponse:
    """Say how many seconds of the session are left; a POST says that somebody is there."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    if request.method == "POST":
        staying.use(request, at_once=True)
    clock = staying.read(request.session)
    return JsonResponse({"idle": clock.until_idle, "end": clock.until_end})


@member_required
@never_cache
def second_factor(request: MemberRequest) -> HttpResponse:
    """Why a second factor is needed and how to set one up; afterwards, on to where somebody was going."""
    wanted = request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        request.session[AFTERWARDS] = wanted
    by = request.second_factor_by  # type: ignore[attr-defined]
    if by is None:
        return redirect(request.session.pop(AFTERWARDS, "signing_in"))
    context = {
        "by": by,
        "is_enforced": rules.is_enforced(by),
        "has_password": request.person.has_usable_password(),
    }
    context["crumbs"] = [(_("Home"), "/"), (_("Set up a second factor"), None)]
    return render(request, "signin/second_factor.html", context)


@member_required
@require_POST
def second_factor_later(request: MemberRequest) -> HttpResponse:
    """Put the reminder off until the next time of signing in."""
    request.session[LATER] = True
    wanted = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if safe else "/")


@administrator_required
@confirming.confirmed
def second_factor_reset(request: MemberRequest, slug: str) -> HttpResponse:
    """Help somebody who has lost their second factor, with a reason."""
    person = get_object_or_404(User.objects.visible_to(request.person), slug=slug)
    require(rules.may_reset_factors(request.person, person))
    form = ResetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ending.reset_factors(person, by=request.person, reason=form.cleaned_data["reason"])
        get_adapter().send_mail("account/email/factors_reset", person.email, {"by": request.person})
        messages.success(request, _("Done. %(name)s is told by e-mail.") % {"name": person})
        return redirect(person)
    context = {"form": form, "person": person}
    context["crumbs"] = [
        (_("People"), "/people/"),
        (person.name, person.get_absolute_url()),
        (_("Lost second factor"), None),
    ]
    return render(request, "signin/second_factor_reset.html", context)
