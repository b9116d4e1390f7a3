from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from communities.agencies.models import Agency, Level
from communities.kit.paging import page_number
from communities.kit.text import clean_source

from ..access import Request
from ..reading import agencies as reading

LONGEST = 100  # characters of a search


def agency_list(request: Request) -> HttpResponse:
    text = " ".join(clean_source(request.GET.get("q", ""))[:LONGEST].split())
    level, number = request.GET.get("level", ""), page_number(request.GET.get("page"))
    view = reading.agencies(request.person, text=text, level=level, number=number)
    context = {"view": view, "levels": Level.choices, "section": "people"}
    context["crumbs"] = [(_("Home"), "/"), (_("Agencies"), None)]
    return render(request, "members/agency_list.html", context)


def agency_detail(request: Request, pk: int, slug: str) -> HttpResponse:
    """An agency. An old name, or that of one merged into another, leads to where it is now."""
    try:
        agency = reading.agency_at(pk)
    except Agency.DoesNotExist:
        raise Http404(_("There is no such agency.")) from None
    address = (agency.merged_into or agency).get_absolute_url()
    if address != request.path:
        return redirect(address, permanent=True)
    context = {"view": reading.agency_view(agency, request.person), "section": "people"}
    context["crumbs"] = [
        (_("Home"), "/"),
        (_("Agencies"), reverse("agency_list")),
        *_above(agency),
        (agency.name, None),
    ]
    return render(request, "members/agency_detail.html", context)


def _above(agency: Agency) -> list[tuple[str, str]]:
    return [(agency.parent.short, agency.parent.get_absolute_url())] if agency.parent else []
