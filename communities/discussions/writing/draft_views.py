"""One's drafts: kept while typing, listed, let go. And what is put beside a text: pictures and files."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.kit.permissions import require
from communities.members.access import MemberRequest, Request, member_required

from .. import rules
from ..models import Attachment, Draft
from . import attaching, drafting
from .composer import my_drafts, place_for
from .drafting import DraftConflict
from .forms import AttachForm


@member_required
@never_cache
def draft_list(request: MemberRequest) -> HttpResponse:
    context = {"rows": my_drafts(request.person), "crumbs": [(_("My drafts"), None)]}
    return render(request, "discussions/draft_list.html", context)


@member_required
@require_POST
def draft_save(request: MemberRequest) -> JsonResponse:
    """Keep what stands in a form; asked by the script every few seconds.

    409 says that it was saved or let go elsewhere meanwhile, with the text that stands there.
    """
    place = request.POST.get("place", "")
    if place_for(request.person, place) is None:
        raise Http404(_("There is no such place."))
    keep = drafting.replace_draft if "keep_draft" in request.POST else drafting.save_draft
    try:
        draft = keep(request.person, place, request.POST.dict(), version=drafting.version_of(request.POST))
    except DraftConflict as conflict:
        return JsonResponse({**_said(conflict.draft), "theirs": conflict.now}, status=409)
    except ValidationError as wrong:
        return JsonResponse({"said": " ".join(wrong.messages)}, status=422)
    return JsonResponse(_said(draft))


def _said(draft: Draft | None) -> dict:
    """How a draft stands, in words and for the next saving."""
    if draft is None:
        return {"version": 0, "said": ""}
    clock = formats.time_format(timezone.localtime(draft.saved_at), "TIME_FORMAT")
    return {"version": draft.version, "said": _("Draft saved %(time)s") % {"time": clock}}


@member_required
@require_POST
def draft_discard(request: MemberRequest) -> HttpResponse:
    place = request.POST.get("place", "")
    drafting.discard_draft(request.person, place)
    messages.success(request, _("The draft is discarded."), extra_tags="posted")
    return redirect("draft_list")


@member_required
@require_POST
def attachment_add(request: MemberRequest) -> JsonResponse:
    """Put a picture or a file beside the text; returns how the text shows it."""
    form = AttachForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = attaching.attach(
                data["file"], by=request.person, alt=data["alt"], is_decorative=data["is_decorative"]
            )
            return JsonResponse({"markdown": made.markdown}, status=201)
        except ValidationError as wrong:
            form.add_error(None, wrong)
    errors = {name: " ".join(map(str, found)) for name, found in form.errors.items()}
    return JsonResponse({"errors": errors}, status=422)


def attachment_detail(request: Request, key: UUID) -> FileResponse:
    """Hand out a picture, or a file to be saved, to who may see the post that it belongs to."""
    seen = Attachment.objects.visible_to(request.person).select_related("post__topic__community")
    attachment = get_object_or_404(seen, key=key)
    require(rules.may_open(request.person, attachment))
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("This file is not there any more.")) from None
    response = FileResponse(
        content,
        as_attachment=not attachment.is_image,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=600"
    return response
