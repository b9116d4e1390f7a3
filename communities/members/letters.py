"""The mails about joining, as words. The worker sends them."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.kit.mails import Letter

from .models import JoinRequest, User
from .rules import ASK_AGAIN_AFTER


def somebody_asks(request: JoinRequest, administrator: User) -> Letter:
    """To an administrator: somebody waits for a decision."""
    about = {"name": request.person.name, "agency": request.agency_name, "domain": request.domain}
    return Letter(
        to=administrator.email,
        subject=_("%(name)s asks to join") % about,
        paragraphs=[
            _("%(name)s asks to join. They write from %(domain)s and say that they work for “%(agency)s”.")
            % about,
            _("We don't know this domain. The page shows what we know; you decide, with a reason."),
        ],
        button=_("Read the request"),
        path=reverse("join_request_decide", args=[request.pk]),
        why=_("You get this because you are an administrator of %(site)s.") % _site(),
    )


def do_you_know(request: JoinRequest, member: User) -> Letter:
    """To the member who was named: do you know this person?"""
    about = {
        "name": request.person.name,
        "agency": request.agency_name,
        "title": request.person.profile.title,
    }
    return Letter(
        to=member.email,
        subject=_("Do you know %(name)s?") % about,
        paragraphs=[
            _("%(name)s asks to join %(site)s, and says that you know them.") % {**about, **_site()},
            _("They say that they are “%(title)s” at “%(agency)s”.") % about,
            _("Please say whether you do. An administrator decides; your answer helps them."),
        ],
        button=_("Answer: yes or no"),
        path=reverse("join_request_vouch", args=[request.pk]),
        why=_("You get this because somebody typed your address as that of a member who knows them."),
    )


def decided(request: JoinRequest) -> Letter:
    """To the person who asked: the decision, its reason, and the way on."""
    admitted = request.state == JoinRequest.State.ADMITTED
    return _welcome(request) if admitted else _declined(request)


def _welcome(request: JoinRequest) -> Letter:
    return Letter(
        to=request.person.email,
        subject=_("Welcome to %(site)s") % _site(),
        paragraphs=[
            _("Welcome, %(name)s. You are a member of %(site)s now.") % {"name": request.person, **_site()},
            _("%(name)s decided that and wrote:") % {"name": request.decided_by},
        ],
        quote=request.reason,
        after=[_("Sign in with this address; we mail you a code. You go on where you were when you asked.")],
        button=_("Sign in"),
        path=_sign_in(going_to=request.going_to or "/"),
        why=_why_asked(),
    )


def _declined(request: JoinRequest) -> Letter:
    decided_at = request.decided_at or timezone.now()
    earlier = request.person.join_requests.filter(state=JoinRequest.State.DECLINED).count()
    day = {"day": date_format(timezone.localtime(decided_at + ASK_AGAIN_AFTER))}
    again = _("If something is new, you can ask once more from %(day)s on, on the same page.") % day
    contact = _("If we have it wrong, write to %(email)s.") % {"email": settings.CONTACT_EMAIL}
    return Letter(
        to=request.person.email,
        subject=_("Your request to join %(site)s was declined") % _site(),
        paragraphs=[_("%(name)s read your request, declined it, and wrote:") % {"name": request.decided_by}],
        quote=request.reason,
        after=[_("Everything that is public stays open to you."), *([again] if earlier < 2 else []), contact],
        button=_("See where you stand"),
        path=_sign_in(going_to=reverse("member_waiting")),
        why=_why_asked(),
    )


def _sign_in(*, going_to: str) -> str:
    return f"{reverse('account_request_login_code')}?{urlencode({'next': going_to})}"


def _why_asked() -> str:
    return _("You get this because you asked to join %(site)s with this address.") % _site()


def _site() -> dict[str, str]:
    return {"site": settings.SITE_NAME}
