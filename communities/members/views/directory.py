from hashlib import sha256

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from communities.kit.paging import page_number

from .. import freshness
from ..access import MemberRequest, member_required
from ..reading.asking import Asked
from ..reading.directory import directory


@member_required
def member_list(request: MemberRequest) -> HttpResponse:
    title, found = _found(request)
    context = {"section": "people", "crumbs": [(_("Home"), "/"), (_("People"), None)]}
    return render(request, "members/member_list.html", context | {"title": title, "found": found})


def _found(request: MemberRequest) -> tuple[str, str]:
    """The title and the list of one address, which all members see alike.

    Rendered once a minute, because rows say what time it is where somebody works, and anew as soon as any
    entry changes.
    """
    now = timezone.now()
    asked = sha256(request.META.get("QUERY_STRING", "").encode()).hexdigest()
    key = f"directory:{freshness.stamp()}:{now:%H%M}:{get_language()}:{asked}"
    if (kept := cache.get(key)) is None:
        view = directory(Asked.from_address(request.GET), number=page_number(request.GET.get("page")))
        title = render_to_string("members/_directory_title.html", {"view": view}).strip()
        kept = title, render_to_string("members/_directory.html", {"view": view}, request)
        cache.set(key, kept, timeout=60 - now.second)
    return kept[0], mark_safe(kept[1])  # rendered by a template just above
