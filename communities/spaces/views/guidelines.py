from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.members.access import MemberRequest, Request, member_required

from .. import guiding, listing, reading, rules
from ..forms.guidelines import GuidelinesForm
from ..models import Guidelines
from ..reading import CommunityView
from .places import Crumbs, community_or_404, crumbs_below


def community_guidelines(request: Request, slug: str) -> HttpResponse:
    """The version in force, what changed with it, and the earlier ones; a member who owes it agrees here."""
    return _version(request, community_or_404(request, slug), None)


def community_guidelines_version(request: Request, slug: str, version: int) -> HttpResponse:
    return _version(request, community_or_404(request, slug), version)


def _version(request: Request, view: CommunityView, version: int | None) -> HttpResponse:
    try:
        shown = listing.guidelines_of(view.community, version)
    except Guidelines.DoesNotExist:
        if version is not None:
            raise Http404(_("There is no such version.")) from None
        shown = None
    title = _("Guidelines") if version is None else _("Guidelines, version %(number)d") % {"number": version}
    context = {
        "view": view,
        "shown": shown,
        "title": title,
        "may_change": rules.may_change_guidelines(request.person, view.community),
        "section": "communities",
        "tab": "guidelines",
        "crumbs": _crumbs(view, title) if version else crumbs_below(view.community, title),
    }
    return render(request, "spaces/community_guidelines.html", context)


@member_required
def community_guidelines_agree(request: MemberRequest, slug: str) -> HttpResponse:
    """What is new since the version that a member agreed to, and their agreement to what they are shown."""
    view = community_or_404(request, slug)
    require(rules.may_agree(request.person, view.community))
    if request.method == "POST":
        version = request.POST.get("version", "")
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        guiding.agree_to_guidelines(view.community, by=request.person, version=number)
        messages.success(request, _("Thank you. You can write here again."))
        return redirect(_next(request) or view.community)
    if not view.owes_agreement:
        return redirect(_next(request) or reverse("community_guidelines", args=[slug]))
    shown = listing.guidelines_of(view.community)
    agreed = reading.membership_in(view.community, request.person.slug or "").guidelines_version
    context = {
        "view": view,
        "shown": shown,
        "agreed": agreed,
        "changed": listing.changed_since(shown.versions, agreed),
        "next": _next(request),
        "tab": "agree",
        "section": "communities",
        "crumbs": _crumbs(view, _("Agree")),
    }
    return render(request, "spaces/community_guidelines_agree.html", context)


@member_required
def community_guidelines_publish(request: MemberRequest, slug: str) -> HttpResponse:
    """A new version, starting from the words in force; of two who publish at once the second is told."""
    view = community_or_404(request, slug)
    require(rules.may_change_guidelines(request.person, view.community))
    form = GuidelinesForm(request.POST or None, current=reading.guidelines(view.community))
    now, status = "", 200
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            guiding.publish_guidelines(
                view.community, by=request.person, read_version=said.pop("version"), **said
            )
            messages.success(request, _("The new guidelines are in force."))
            return redirect("community_guidelines", slug=slug)
        except Conflict as conflict:
            now, status = conflict.now, 409
            words = _(
                "Somebody else published since you opened this page. Your text is below, theirs above it."
            )
            form.add_error(None, words)
            form.data = {**request.POST.dict(), "version": form.current.version if form.current else 0}
    context = {"view": view, "form": form, "now": now, "section": "communities", "tab": "guidelines"}
    context["crumbs"] = _crumbs(view, _("New version"))
    return render(request, "spaces/community_guidelines_publish.html", context, status=status)


def _next(request: Request) -> str:
    """Where a member was going, when it is on this site; empty when nowhere."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else ""


def _crumbs(view: CommunityView, title: str) -> Crumbs:
    address = reverse("community_guidelines", args=[view.community.slug])
    return crumbs_below(view.community, title, (_("Guidelines"), address))
