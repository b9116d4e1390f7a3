from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.members.access import MemberRequest, member_required

from .. import changing, rules
from ..forms.settings import SettingsForm
from .places import community_or_404, crumbs_below


@member_required
def community_settings(request: MemberRequest, slug: str) -> HttpResponse:
    """What leads decide. The second of two who save at once is told, and keeps what they typed."""
    view = community_or_404(request, slug)
    require(rules.may_change_settings(request.person, view.community))
    form = SettingsForm(request.POST or None, instance=view.community)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            read = form.cleaned_data["version"]
            changing.change_community(view.community, by=request.person, read_version=read, **form.changes)
            messages.success(request, _("The settings are saved."))
            return redirect("community_settings", slug=slug)
        except Conflict as conflict:
            _say_conflict(request, form, conflict)
            status = 409
    context = {"view": view, "form": form, "section": "communities", "tab": "settings"}
    context["crumbs"] = crumbs_below(view.community, _("Settings"))
    return render(request, "spaces/community_settings.html", context, status=status)


def _say_conflict(request: MemberRequest, form: SettingsForm, conflict: Conflict) -> None:
    """Keep what was typed; a second save replaces what the other one saved. Says what that is."""
    words = _("Somebody else saved settings since you opened this page. Yours are below and not saved yet.")
    form.add_error(None, words)
    now = form.instance
    for name in form.differing(now):
        form.add_error(
            name,
            _("The other one saved: %(value)s. Keep yours, or write that.")
            % {"value": form.said_of(name, now)},
        )
    data = request.POST.copy()
    data["version"] = conflict.now
    form.data = data


@member_required
@require_POST
def community_archive(request: MemberRequest, slug: str) -> HttpResponse:
    view = community_or_404(request, slug)
    changing.archive_community(view.community, by=request.person)
    messages.success(request, _("%(community)s is archived.") % {"community": view.community})
    return redirect("community_settings", slug=slug)


@member_required
@require_POST
def community_unarchive(request: MemberRequest, slug: str) -> HttpResponse:
    view = community_or_404(request, slug)
    changing.unarchive_community(view.community, by=request.person)
    messages.success(request, _("%(community)s goes on.") % {"community": view.community})
    return redirect("community_settings", slug=slug)
