"""Who has to agree to something before they write is led there and back; what they typed is kept."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from communities.kit.permissions import Verdict
from communities.members.access import MemberRequest

from . import drafting
from .composer import Composer
from .drafting import DraftConflict


def step_first(
    request: MemberRequest, verdict: Verdict, composer: Composer, *, back: str
) -> HttpResponse | None:
    """The way to the step that a refusal names, and from there to `back`; what was sent is a draft by then.

    None where there is no such step: the person may write, or may not whatever they do. What can't be kept
    as a draft is shown again, to be copied.
    """
    if verdict or not verdict.way:
        return None
    way = f"{verdict.way}?{urlencode({'next': back})}"
    try:
        if request.method == "POST":
            _keep(request, composer)
    except ValidationError as wrong:
        context = {"exception": " ".join(wrong.messages), "way": way, "typed": request.POST.get("body", "")}
        return render(request, "403.html", context, status=403)
    return redirect(way)


def _keep(request: MemberRequest, composer: Composer) -> None:
    """Keep what was typed, beside what was kept elsewhere meanwhile. Raises ValidationError."""
    typed = request.POST.dict()
    version = drafting.version_of(typed)
    try:
        drafting.save_draft(request.person, composer.place, typed, version=version)
    except DraftConflict as conflict:
        version = conflict.draft.version if conflict.draft else 0
        drafting.replace_draft(request.person, composer.place, typed, version=version)
