"""Members: whom the site knows, what they may do, and what was done about them."""

from django import forms
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.widgets.button import Button

from communities.accounts.rules import may_close
from communities.accounts.sessions import end_sessions
from communities.ledger.recording import record
from communities.members import keeping
from communities.members.forms.lines import LineField
from communities.members.models import JoinRequest, Standing, User
from communities.signin.rules import may_reset_factors
from toolkits.roles import EDITORS, is_editor, make_editor, unmake_editor

from .choosers import AgencyField
from .filters import MemberFilters
from .lists import ListView
from .verbs import ChangeView, KeptForm
from .viewsets import KeptViewSet, LookView


class MemberForm(KeptForm):
    """What an administrator may correct of what a member said of themselves."""

    name = LineField(label=_("Name"), max_length=100)
    title = LineField(label=_("Job title"), max_length=120, required=False)
    body = AgencyField(
        label=_("Agency or bureau"),
        required=False,
        help_text=_("Another agency ends the affiliation that was, and begins one today."),
    )
    is_contractor = forms.BooleanField(label=_("Contractor"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def initial_of(self, instance: User) -> dict:
        profile = getattr(instance, "profile", None)
        about = {"name": instance.name, "seen": keeping.stamp_of(instance)}
        if profile is None:
            return about
        body = profile.bureau or profile.agency
        return {**about, "title": profile.title, "body": body, "is_contractor": profile.is_contractor}


class AccessForm(KeptForm):
    """What somebody may do here."""

    may_sign_in = forms.BooleanField(label=_("May sign in"), required=False)
    is_editor = forms.BooleanField(
        label=_("Editor"), required=False, help_text=_("Writes and publishes toolkits.")
    )
    is_administrator = forms.BooleanField(
        label=_("Administrator"), required=False, help_text=_("May do everything on this site.")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to stop somebody, or to let them in again. It stays in the ledger."),
    )

    def initial_of(self, instance: User) -> dict:
        return {
            "may_sign_in": instance.is_active,
            "is_editor": is_editor(instance),
            "is_administrator": instance.is_superuser,
        }

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if "may_sign_in" in self.changed_data and not cleaned.get("reason", "").strip():
            self.add_error("reason", _t("Say why. Whoever looks at this account later wants to know."))
        return cleaned


class MemberListView(ListView):
    """All accounts."""

    row_permission = "keep"
    page_title = _("Members")

    def _get_title_column(self, field_name: str, column_class=TitleColumn, **kwargs) -> TitleColumn:
        """By `str`: who has just arrived has no name yet."""
        column = self._get_title_column_class(column_class)
        link = {"accessor": str, "get_url": self.get_inspect_url, "sort_key": field_name}
        return column(field_name, label=_("Name"), **link, **kwargs)

    def get_base_queryset(self) -> QuerySet[User]:
        editors = User.groups.through.objects.filter(user=OuterRef("pk"), group__name=EDITORS)
        people = User.objects.select_related("profile__agency", "profile__bureau")
        return people.annotate(is_editor=Exists(editors))

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """By name as the index has it, without regard to capitals."""
        if self.ordering in ("name", "-name"):
            by_name = Lower("name")
            down = self.ordering.startswith("-")
            return queryset.order_by(*((by_name.desc(), "-pk") if down else (by_name, "pk")))
        return super().order_queryset(queryset)

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponse:
        """A list with addresses leaves the site: the ledger knows who took it."""
        record("member.list_exported", by=self.request.user, rows=queryset.count())
        return super().as_spreadsheet(queryset, spreadsheet_format)


class MemberChangeView(ChangeView):
    permission_required = "keep"
    can_delete = False

    def write(self, cleaned: dict) -> User:
        return keeping.edit_member(self.object, by=self.request.user, **cleaned)


class AccessView(ChangeView):
    """One page for signing in and for roles: each change is a verb, and all of them happen or none."""

    permission_required = "keep"
    can_delete = False
    access_url_name = "wagtailusers_users:access"

    def get_edit_url(self) -> str:
        return reverse(self.access_url_name, args=[self.object.pk])

    def get_page_subtitle(self) -> str:
        return _t("Signing in and roles of %(name)s") % {"name": self.object}

    def write(self, cleaned: dict) -> User:
        by, person, changed = self.request.user, self.object, self.form.changed_data
        with transaction.atomic():
            if "is_editor" in changed:
                (make_editor if cleaned["is_editor"] else unmake_editor)(person, by=by)
            if "is_administrator" in changed:
                give = keeping.make_administrator
                (give if cleaned["is_administrator"] else keeping.unmake_administrator)(person, by=by)
            if "may_sign_in" in changed:
                self._let_or_stop(person, cleaned)
        return User.objects.get(pk=person.pk)

    def _let_or_stop(self, person: User, cleaned: dict) -> None:
        by, reason = self.request.user, cleaned["reason"].strip()
        if cleaned["may_sign_in"]:
            keeping.let_in_again(person, by=by, reason=reason)
        else:
            end_sessions(keeping.stop(person, by=by, reason=reason))


class MemberLookView(LookView):
    """A member: the account, where they worked, and what was done about them."""

    row_permission = "keep"
    access_url_name = "wagtailusers_users:access"

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        person = self.object
        buttons = [
            Button(
                _t("Signing in and roles"),
                url=reverse(self.access_url_name, args=[person.pk]),
                icon_name="key",
                priority=15,
            )
        ]
        if self.get_edit_url() and person.standing not in (Standing.CLOSED, Standing.ARRIVING):
            buttons.append(Button(_t("Edit"), url=self.get_edit_url(), icon_name="edit", priority=10))
        if person.pk != self.request.user.pk and may_close(self.request.user, person):
            url = reverse("account_close_for", args=[person.pk])
            buttons.append(Button(_t("Close the account"), url=url, icon_name="bin", priority=30))
        if person.is_member and may_reset_factors(self.request.user, person):
            lost = reverse("second_factor_reset", args=[person.slug])
            buttons.append(Button(_t("Lost second factor"), url=lost, icon_name="lock", priority=25))
        if person.is_member:
            buttons.append(
                Button(_t("Profile"), url=person.get_absolute_url(), icon_name="user", priority=20)
            )
        return buttons

    def get_fields_context(self) -> list[dict]:
        person = self.object
        profile = getattr(person, "profile", None)
        roles = [_t("Administrator")] if person.is_superuser else []
        roles += [_t("Editor")] if is_editor(person) else []
        told = [
            (_t("E-mail address"), person.email),
            (_t("Standing"), person.get_standing_display()),
            (_t("May sign in"), _t("yes") if person.is_active else _t("no")),
            (_t("Roles"), ", ".join(roles) or "–"),
            (_t("Job title"), (profile and profile.title) or "–"),
            (_t("Agency"), (profile and profile.agency) or "–"),
            (_t("Bureau"), (profile and profile.bureau) or "–"),
            (_t("Contractor"), _t("yes") if profile and profile.is_contractor else _t("no")),
            (_t("Joined"), person.date_joined),
            (_t("Last signed in"), person.last_login or "–"),
        ]
        return [{"label": label, "value": value, "component": None} for label, value in told]

    def lists(self) -> list[dict]:
        worked = self.object.affiliations.select_related("agency", "bureau")
        rows = [(_affiliation(each), "") for each in worked]
        requests = JoinRequest.objects.filter(person=self.object).order_by("-asked_at")
        asked = [(_request(each), reverse("join_request_decide", args=[each.pk])) for each in requests]
        return [
            {"title": _t("Where they work and worked"), "rows": rows, "more": 0, "total": len(rows)},
            {"title": _t("Requests to join"), "rows": asked, "more": 0, "total": len(asked)},
        ]


class MemberViewSet(KeptViewSet):
    """The accounts of all members, in the place of Wagtail's own pages about users."""

    model = User
    icon = "user"
    menu_label = _("Members")
    menu_icon = "user"
    menu_order = 600
    add_to_admin_menu = True
    ordering = "name"
    search_fields = ("name", "email")
    filterset_class = MemberFilters
    index_view_class = MemberListView
    edit_view_class = MemberChangeView
    inspect_view_class = MemberLookView
    views = ("index", "index_results", "edit", "inspect")
    list_display = (
        "name",
        Column("email", label=_("E-mail address"), sort_key="email"),
        Column("agency", accessor="profile.agency_name", label=_("Agency or bureau")),
        "standing",
        BooleanColumn("is_superuser", label=_("Administrator"), sort_key="is_superuser"),
        BooleanColumn("is_editor", label=_("Editor")),
        BooleanColumn("is_active", label=_("May sign in"), sort_key="is_active"),
        DateColumn("date_joined", label=_("Joined"), sort_key="date_joined"),
    )
    list_export = ("name", "email", "profile.title", "profile.agency", "profile.bureau")
    list_export = (
        *list_export,
        "get_standing_display",
        "is_superuser",
        "is_editor",
        "is_active",
        "date_joined",
    )
    export_headings = {
        "profile.title": _("Job title"),
        "profile.agency": _("Agency"),
        "profile.bureau": _("Bureau"),
        "get_standing_display": _("Standing"),
        "is_superuser": _("Administrator"),
        "is_editor": _("Editor"),
        "is_active": _("May sign in"),
    }
    export_filename = "members"

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return MemberForm

    def get_urlpatterns(self) -> list:
        access = self.construct_view(AccessView, form_class=AccessForm)
        return [*super().get_urlpatterns(), path("access/<int:pk>/", access, name="access")]


def _affiliation(worked) -> str:
    body = worked.bureau or worked.agency or worked.domain
    if worked.until:
        return _t("%(body)s, %(since)s to %(until)s") % {
            "body": body,
            "since": worked.since,
            "until": worked.until,
        }
    return _t("%(body)s, since %(since)s") % {"body": body, "since": worked.since}


def _request(request: JoinRequest) -> str:
    return f"{request.agency_name}: {request.get_state_display()}"
