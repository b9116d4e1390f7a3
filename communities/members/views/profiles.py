from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..access import MemberRequest, member_required
from ..editing import edit_profile
from ..forms.profiles import ProfileForm
from ..models import User
from ..reading.profiles import profile
from .crumbs import people_crumbs


@member_required
def member_detail(request: MemberRequest, slug: str) -> HttpResponse:
    try:
        view = profile(request.person, slug)
    except User.DoesNotExist:
        raise Http404 from None
    context = {"view": view, "section": "people", "crumbs": people_crumbs(view.member.name)}
    return render(request, "members/member_detail.html", context)


@member_required
def profile_edit(request: MemberRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.person.profile)
    if request.method == "POST" and form.is_valid():
        edit_profile(request.person, by=request.person, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect(request.person)
    context = {"form": form, "section": "people", "crumbs": people_crumbs(_("Edit my profile"))}
    return render(request, "members/profile_edit.html", context)
