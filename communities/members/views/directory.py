from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from communities.kit.paging import page_number

from ..access import MemberRequest, member_required
from ..reading.asking import Asked
from ..reading.directory import directory


@member_required
def member_list(request: MemberRequest) -> HttpResponse:
    asked = Asked.from_address(request.GET)
    view = directory(asked, number=page_number(request.GET.get("page")))
    context = {"view": view, "section": "people", "crumbs": [(_("Home"), "/"), (_("People"), None)]}
    return render(request, "members/member_list.html", context)
