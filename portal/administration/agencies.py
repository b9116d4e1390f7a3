"""Agencies and bureaus."""

from django import forms
from django.db.models import Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from communities.agencies import keeping
from communities.agencies.models import Agency, EmailDomain, Level
from communities.members.forms.lines import LineField
from communities.members.models import Profile

from .choosers import AgencyField
from .filters import AgencyFilters
from .lists import ListView
from .merging import MergeView
from .verbs import AddView, ChangeView, KeptForm
from .viewsets import KeptViewSet, LookView, RemoveView, short_list


class AgencyForm(KeptForm):
    """An agency or a bureau."""

    name = LineField(label=_("Name"), max_length=250)
    abbreviation = LineField(
        label=_("Abbreviation"), max_length=20, required=False, help_text=_("What colleagues call it.")
    )
    level = forms.ChoiceField(label=_("Level of government"), choices=Level)
    state = forms.CharField(
        label=_("State"),
        max_length=2,
        required=False,
        help_text=_("Two letters. Federal agencies have none."),
    )
    parent = AgencyField(
        label=_("Department"),
        required=False,
        help_text=_("Only for a bureau or an office: the agency that it belongs to."),
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def initial_of(self, instance: Agency) -> dict:
        about = {name: getattr(instance, name) for name in keeping.FIELDS}
        return {**about, "seen": keeping.stamp_of(instance)}

    def clean_state(self) -> str:
        state = self.cleaned_data["state"].strip().upper()
        if state and not (len(state) == 2 and state.isascii() and state.isalpha()):
            raise forms.ValidationError(_t("Type the two letters of the state, such as CO."))
        return state


class AgencyListView(ListView):
    """All agencies and bureaus that can be chosen."""

    def get_base_queryset(self) -> QuerySet[Agency]:
        people = Profile.objects.filter(Q(agency=OuterRef("pk")) | Q(bureau=OuterRef("pk"))).order_by()
        counted = people.annotate(n=Func("pk", function="count", output_field=IntegerField())).values("n")
        return Agency.objects.current().select_related("parent").annotate(people_count=Subquery(counted))


class AgencyAddView(AddView):
    def write(self, cleaned: dict) -> Agency:
        cleaned.pop("seen")
        return keeping.add_agency(by=self.request.user, **cleaned)


class AgencyChangeView(ChangeView):
    def write(self, cleaned: dict) -> Agency:
        return keeping.change_agency(self.object, by=self.request.user, **cleaned)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        merge = reverse("agencies:merge", args=[self.object.pk])
        return [
            *super().header_more_buttons,
            Button(_t("Merge into another"), url=merge, icon_name="resubmit", priority=15),
        ]


class AgencyRemoveView(RemoveView):
    def delete_action(self) -> None:
        keeping.remove_agency(self.object, by=self.request.user)


class AgencyLookView(LookView):
    """An agency, its bureaus and domains, and what happened to it."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if self.object.merged_into_id:
            return []
        merge = reverse("agencies:merge", args=[self.object.pk])
        return [
            *super().header_more_buttons,
            Button(_t("Merge into another"), url=merge, icon_name="resubmit", priority=15),
        ]

    def get_edit_url(self) -> str | None:
        return None if self.object.merged_into_id else super().get_edit_url()

    def get_delete_url(self) -> str | None:
        return None if self.object.merged_into_id else super().get_delete_url()

    def notes(self) -> list[str]:
        into = self.object.merged_into
        return [_t("This is now called, or was merged into, %(name)s.") % {"name": into}] if into else []

    def lists(self) -> list[dict]:
        bureaus = self.object.bureaus.current()
        domains = EmailDomain.objects.filter(Q(agency=self.object) | Q(suggested_bureau=self.object))
        earlier = self.object.merged.all()
        return [
            short_list(_t("Bureaus"), bureaus, "agencies:inspect"),
            short_list(_t("E-mail domains"), domains, "email_domains:inspect"),
            short_list(_t("Earlier names, and agencies merged into it"), earlier, "agencies:inspect"),
        ]


class AgencyViewSet(KeptViewSet):
    """Agencies and bureaus."""

    model = Agency
    name = "agencies"
    icon = "group"
    ordering = "name"
    search_fields = ("name", "abbreviation")
    filterset_class = AgencyFilters
    index_view_class = AgencyListView
    add_view_class = AgencyAddView
    edit_view_class = AgencyChangeView
    delete_view_class = AgencyRemoveView
    inspect_view_class = AgencyLookView
    inspect_view_fields = ("name", "abbreviation", "level", "state", "parent", "website")
    list_display = (
        "name",
        "abbreviation",
        Column("parent", label=_("Department"), sort_key="parent__name"),
        "level",
        "state",
        Column("people_count", label=_("People")),
    )
    list_export = ("name", "abbreviation", "parent", "get_level_display", "state", "website", "people_count")
    export_headings = {"get_level_display": _("Level of government"), "parent": _("Department")}
    export_filename = "agencies"

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return AgencyForm

    def get_urlpatterns(self) -> list:
        merge = self.construct_view(MergeView)
        return [*super().get_urlpatterns(), path("merge/<int:pk>/", merge, name="merge")]
