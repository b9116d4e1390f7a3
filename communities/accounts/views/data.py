from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.members.access import MemberRequest, member_required

from ..downloading import ask_for_data
from ..models import Download


@member_required
@require_POST
def data_ask(request: MemberRequest) -> HttpResponse:
    ask_for_data(request.person)
    messages.success(request, _("We prepare your data and tell you when it is ready."))
    return redirect("account_detail")


@member_required
@never_cache
def data_download(request: MemberRequest, pk: int) -> FileResponse:
    """Hand the file to whom it is about, as long as it is there."""
    download = Download.objects.visible_to(request.person).filter(pk=pk).first()
    if download is None or not download.is_ready:
        raise Http404(_("This download is not there any more. Ask for a new one on the page “My account”."))
    return FileResponse(download.file.open("rb"), as_attachment=True, filename="my-data.zip")
