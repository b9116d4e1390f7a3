from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from communities.kit.permissions import require
from communities.screening.authors import author_of

from .. import editing, photos, rules
from ..access import MemberRequest, Request, member_required, turn_away
from ..editing import AUDIENCE
from ..forms.profiles import PhotoForm, ProfileForm
from ..models import Profile, User
from ..reading import profiles as reading
from .crumbs import people_crumbs


def member_detail(request: Request, slug: str) -> HttpResponseBase:
    """A profile. A visitor is asked to sign in, whether it is not for visitors or not there at all."""
    try:
        view = reading.profile(request.person, slug, preview=request.GET.get("as", ""))
    except User.DoesNotExist:
        return _elsewhere(request, slug)
    context = {"view": view, "section": "people", "crumbs": people_crumbs(view.member.name)}
    return render(request, "members/member_detail.html", context)


def _elsewhere(request: Request, slug: str) -> HttpResponseBase:
    if moved := reading.moved_to(request.person, slug):
        return redirect(moved, permanent=True)
    if request.person is None:
        return turn_away(request)
    raise Http404(_("There is no such member."))


@require_GET
@cache_control(private=True, max_age=3600)
def member_photo(request: Request, slug: str) -> HttpResponseBase:
    """The photo of a member, for whom it is shown to."""
    try:
        profile = reading.photo_of(request.person, slug)
        return FileResponse(profile.photo.open(), content_type="image/webp")
    except (User.DoesNotExist, FileNotFoundError):
        raise Http404 from None


@member_required
def profile_edit(request: MemberRequest) -> HttpResponse:
    profile = _own(request)
    form = ProfileForm(request.POST or None, instance=profile)
    form.author = author_of(request.person)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            read_version = form.cleaned_data["version"]
            editing.edit_profile(
                request.person,
                by=request.person,
                read_version=read_version,
                because=form.because,
                **form.changes,
            )
        except editing.ChangedMeanwhile as meanwhile:
            form.say_what_changed(meanwhile)
            status = 409
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect(User.objects.get(pk=request.person.pk))
    context = {
        "form": form,
        "profile": profile,
        "section": "people",
        "crumbs": people_crumbs(_("Edit my profile")),
    }
    return render(request, "members/profile_edit.html", context, status=status)


@member_required
def profile_photo(request: MemberRequest) -> HttpResponse:
    """Choose a photo, describe it, say who sees it; or remove it."""
    profile = _own(request)
    if request.method == "POST" and "remove" in request.POST:
        photos.remove_photo(request.person, by=request.person)
        messages.success(request, _("Your photo is removed."))
        return redirect("profile_photo")
    form = PhotoForm(request.POST or None, request.FILES or None, profile=profile)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        photos.change_photo(
            request.person,
            by=request.person,
            photo=data["photo"],
            alt=data["photo_alt"],
            audience=data[f"{AUDIENCE}photo"] or profile.audience_of("photo"),
        )
        messages.success(request, _("Your photo is saved."))
        return redirect(request.person)
    context = {"form": form, "profile": profile, "section": "people", "crumbs": people_crumbs(_("My photo"))}
    return render(request, "members/profile_photo.html", context)


@member_required
@require_POST
def profile_hints(request: MemberRequest) -> HttpResponse:
    """Say no more what would complete the profile."""
    editing.dismiss_hints(request.person, by=request.person)
    messages.success(request, _("We say no more what your profile could hold."))
    return redirect(request.person)


def _own(request: MemberRequest) -> Profile:
    """The person's own profile, which they may change, with all that its form shows."""
    require(rules.may_edit_profile(request.person, request.person))
    profiles = Profile.objects.select_related("person", "agency", "bureau").with_parts()
    return profiles.get(person=request.person)
