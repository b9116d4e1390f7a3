from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from .. import terms as verbs
from ..access import MemberRequest, Request, administrator_required, member_required
from ..forms.terms import NewTermsForm
from ..middleware import ASKED_TO_AGREE
from ..models import Terms
from ..reading import terms as reading


def terms_list(request: Request) -> HttpResponse:
    """What members agree to, and what it was before."""
    context = {"documents": reading.documents(), "crumbs": [(_("Home"), "/"), (_("Terms"), None)]}
    return render(request, "members/terms_list.html", context)


def terms_detail(request: Request, document: str, version: int) -> HttpResponse:
    return _one(request, document, version)


def guidelines(request: Request) -> HttpResponse:
    """The guidelines that are in force."""
    return _one(request, Terms.Document.GUIDELINES)


def _one(request: Request, document: str, version: int | None = None) -> HttpResponse:
    try:
        view = reading.version_of(request.person, document, version)
    except Terms.DoesNotExist:
        raise Http404(_("There is no such version.")) from None
    context = {"view": view, "terms": view.terms}
    context["crumbs"] = [(_("Home"), "/"), (_("Terms"), reverse("terms_list")), (str(view.terms), None)]
    return render(request, "members/terms_detail.html", context)


@member_required
def terms_agree(request: MemberRequest) -> HttpResponse:
    """A newer version is in force: what changed, and whether the member agrees. They may go on reading."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    next_page = wanted if safe else "/"
    request.session[ASKED_TO_AGREE] = True
    if request.method == "POST":
        keys = [int(key) for key in request.POST.getlist("terms") if key.isdecimal()]
        verbs.agree(request.person, to=keys)
        messages.success(request, _("Thank you. You can write again."))
        return redirect(next_page)
    waiting = reading.to_agree(request.person)
    if not waiting:
        return redirect(next_page)
    return render(
        request, "members/terms_agree.html", {"waiting": waiting, "next": next_page, "agreeing": True}
    )


@administrator_required
def terms_publish(request: MemberRequest, document: str) -> HttpResponse:
    """A new version of a document, starting from the words in force."""
    if document not in Terms.Document.values:
        raise Http404(_("There is no such document."))
    current = reading.current(document)
    form = NewTermsForm(request.POST or None, current=current)
    if request.method == "POST" and form.is_valid():
        new = verbs.publish_terms(document, by=request.person, **form.cleaned_data)
        messages.success(request, _("%(terms)s is in force. Members are asked to agree.") % {"terms": new})
        return redirect(new)
    title = _("New version: %(document)s") % {"document": Terms.Document(document).label}
    context = {"form": form, "title": title, "current": current}
    context["crumbs"] = [(_("Home"), "/"), (_("Terms"), reverse("terms_list")), (title, None)]
    return render(request, "members/terms_publish.html", context)
