from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from communities.members.access import Request, account_required

from ..downloading import ask_for_data
from ..models import Download


@account_required
@require_POST
def data_ask(request: Request) -> HttpResponse:
    ask_for_data(request.user)
    told = _("We prepare your data and tell you when it is ready.")
    messages.success(
        request, told if request.person else _("We prepare your data. Come back in a few minutes.")
    )
    return redirect("account_detail")


@account_required
@never_cache
def data_download(request: Request, pk: int) -> FileResponse:
    """Hand the file to whom it is about, as long as it is there."""
    download = Download.objects.visible_to(request.user).filter(pk=pk).first()
    if download is None or not download.is_ready:
        raise Http404(_("This download is not there any more. Ask for a new one on the page “My account”."))
    return FileResponse(download.file.open("rb"), as_attachment=True, filename="my-data.zip")
