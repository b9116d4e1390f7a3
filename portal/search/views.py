from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from communities.finding.searching import LONGEST_QUERY
from communities.kit.paging import page_number
from communities.kit.text import clean_source

from . import reading


def search(request: HttpRequest) -> HttpResponse:
    text = " ".join(clean_source(request.GET.get("q", "")).split())[:LONGEST_QUERY]
    tag = request.GET.get("tag", "")[:100]
    kind = request.GET.get("kind", "")
    number = page_number(request.GET.get("page"))
    asked = bool(text or tag)
    view = reading.search(request.person, text=text, kind=kind, tag=tag, number=number) if asked else None
    return render(request, "search/search.html", {"view": view, "text": text, "section": "search"})
