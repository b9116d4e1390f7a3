from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from communities.finding.searching import LONGEST_QUERY
from communities.kit.paging import page_number
from communities.kit.text import clean_source
from communities.members.access import Request

from . import reading


def search(request: Request) -> HttpResponse:
    text = " ".join(clean_source(request.GET.get("q", "")).split())[:LONGEST_QUERY]
    tag = clean_source(request.GET.get("tag", ""))[:100]
    kind = request.GET.get("kind", "")
    number = page_number(request.GET.get("page"))
    asked = bool(text or tag)
    view = reading.search(request.person, text=text, kind=kind, tag=tag, number=number) if asked else None
    crumbs = [(_("Home"), "/"), (_("Search"), None)]
    context = {"view": view, "text": text, "section": "search", "crumbs": crumbs}
    return render(request, "search/search.html", context)
