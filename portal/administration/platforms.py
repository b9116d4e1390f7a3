"""Platforms: which ones members can name, and tips and sections can be about."""

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from communities.members.forms.lines import LineField
from communities.platforms import keeping
from communities.platforms.models import Platform

from .lists import ListView
from .verbs import AddView, ChangeView, KeptForm
from .viewsets import KeptViewSet


class PlatformForm(KeptForm):
    """A platform. Its address is chosen once: links narrow toolkits and the directory by it."""

    name = LineField(label=_("Name"), max_length=60)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=50,
        required=False,
        help_text=_("Stands in links and never changes. Empty: it is made of the name."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, instance=None, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        del self.fields["slug" if instance is not None and instance.pk else "seen"]

    def initial_of(self, instance: Platform) -> dict:
        return {"name": instance.name, "seen": instance.name}


class PlatformListView(ListView):
    """All platforms, and how many name each."""

    def get_base_queryset(self) -> QuerySet[Platform]:
        people, sections = Count("profiles", distinct=True), Count("sectionpage", distinct=True)
        return Platform.objects.annotate(people_count=people, section_count=sections)


class PlatformAddView(AddView):
    def write(self, cleaned: dict) -> Platform:
        return keeping.add_platform(by=self.request.user, **cleaned)


class PlatformChangeView(ChangeView):
    def write(self, cleaned: dict) -> Platform:
        return keeping.rename_platform(self.object, by=self.request.user, **cleaned)


class PlatformViewSet(KeptViewSet):
    """The list of platforms, which administrators keep."""

    model = Platform
    name = "platforms"
    icon = "mobile-alt"
    menu_label = _("Platforms")
    menu_order = 620
    add_to_admin_menu = True
    ordering = "name"
    views = ("index", "index_results", "add", "edit", "inspect")
    index_view_class = PlatformListView
    add_view_class = PlatformAddView
    edit_view_class = PlatformChangeView
    inspect_view_fields = ("name", "slug")
    list_display = (
        "name",
        "slug",
        Column("people_count", label=_("Members")),
        Column("section_count", label=_("Sections")),
    )

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return PlatformForm
