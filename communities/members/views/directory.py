from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from communities.kit.paging import page_number
from communities.kit.text import clean_source

from ..access import MemberRequest, member_required
from ..reading.directory import directory


@member_required
def member_list(request: MemberRequest) -> HttpResponse:
    text = clean_source(request.GET.get("q", ""))[:100]
    page = directory(request.person, text=text, number=page_number(request.GET.get("page")))
    context = {"page": page, "text": text, "section": "people"}
    context["crumbs"] = [(_("Home"), "/"), (_("People"), None)]
    return render(request, "members/member_list.html", context)
