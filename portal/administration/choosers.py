"""Choosing an agency out of thousands: Wagtail's chooser, with a search by name or abbreviation."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from communities.agencies.models import Agency


class AgencyFilterForm(BaseFilterForm):
    """Part of a name, or an abbreviation."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))

    def filter(self, objects: QuerySet[Agency]) -> QuerySet[Agency]:
        words = self.cleaned_data["q"]
        self.is_searching, self.search_query = bool(words), words
        if not words:
            return objects
        return objects.filter(Q(name__icontains=words) | Q(abbreviation__iexact=words))


class Guarded:
    """Only administrators look into the list of agencies here."""

    filter_form_class = AgencyFilterForm

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_superuser:
            raise PermissionDenied(_("This page is for administrators."))
        return super().dispatch(request, *args, **kwargs)

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,
            Column("parent", label=_("Department")),
            Column("get_level_display", label=_("Level of government")),
            Column("state", label=_("State")),
        ]


class ChooseView(Guarded, chooser.ChooseView):
    """The dialog."""


class ChooseResultsView(Guarded, chooser.ChooseResultsView):
    """The list in the dialog."""


class ChosenView(Guarded, chooser.ChosenView):
    """What was chosen."""


class AgencyChooserViewSet(ChooserViewSet):
    """Chooses one agency or bureau."""

    model = Agency
    icon = "group"
    choose_one_text = _("Choose an agency")
    choose_another_text = _("Choose another agency")
    edit_item_text = _("Look at this agency")
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    register_widget = False

    def get_object_list(self) -> QuerySet[Agency]:
        return Agency.objects.current().select_related("parent")

    def get_urlpatterns(self):
        """Nothing is made here, and only one is chosen."""
        wanted = ("choose", "choose_results", "chosen")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in wanted]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"create_url_name": None, **kwargs})


agency_chooser = AgencyChooserViewSet("agency_chooser")


class AgencyField(forms.ModelChoiceField):
    """An agency or a bureau, chosen in a dialog."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", agency_chooser.widget_class)
        super().__init__(queryset=Agency.objects.current().select_related("parent"), **kwargs)
