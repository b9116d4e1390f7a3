"""E-mail domains: whose they are, and when they count."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets import AdminDateInput

from communities.agencies import keeping
from communities.agencies.models import EmailDomain
from communities.members.keeping import remove_domain

from .choosers import AgencyField
from .filters import DomainFilters
from .lists import ListView
from .reading import people_at
from .verbs import AddView, ChangeView, KeptForm
from .viewsets import KeptViewSet, LookView, RemoveView, short_list


class DomainForm(KeptForm):
    """An e-mail domain: whose it is, and when it counts."""

    domain = forms.CharField(label=_("Domain"), max_length=253, help_text=_("What follows the @."))
    body = AgencyField(label=_("Agency or bureau"))
    since = forms.DateField(
        label=_("Counts from"), required=False, widget=AdminDateInput, help_text=_("Empty: it always did.")
    )
    until = forms.DateField(
        label=_("Counts until"),
        required=False,
        widget=AdminDateInput,
        help_text=_("The last day. Empty: it goes on. Who is a member stays one."),
    )
    release = forms.BooleanField(
        label=_("Let imports change it again"),
        required=False,
        help_text=_("What you set here is left alone by imports, unless you tick this."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, instance=None, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        if instance is not None and instance.pk:
            del self.fields["domain"]
        else:
            del self.fields["release"]

    def initial_of(self, instance: EmailDomain) -> dict:
        body = instance.suggested_bureau or instance.agency
        about = {"body": body, "since": instance.since, "until": instance.until}
        return {**about, "seen": keeping.stamp_of(instance)}


class DomainListView(ListView):
    def get_base_queryset(self) -> QuerySet[EmailDomain]:
        return EmailDomain.objects.select_related("agency", "suggested_bureau")


class DomainAddView(AddView):
    def write(self, cleaned: dict) -> EmailDomain:
        about = {name: cleaned[name] for name in ("body", "since", "until")}
        return keeping.add_domain(cleaned["domain"], by=self.request.user, **about)


class DomainChangeView(ChangeView):
    def write(self, cleaned: dict) -> EmailDomain:
        return keeping.change_domain(self.object, by=self.request.user, **cleaned)


class DomainRemoveView(RemoveView):
    def delete_action(self) -> None:
        remove_domain(self.object, by=self.request.user)


class DomainLookView(LookView):
    """A domain, who writes from it, and what happened to it."""

    def lists(self) -> list[dict]:
        people = [found.person for found in people_at([self.object.domain])]
        return [short_list(_t("Members with an address there"), people, "wagtailusers_users:inspect")]


class DomainViewSet(KeptViewSet):
    """E-mail domains."""

    model = EmailDomain
    name = "email_domains"
    icon = "mail"
    ordering = "domain"
    search_fields = ("domain", "agency__name")
    filterset_class = DomainFilters
    index_view_class = DomainListView
    add_view_class = DomainAddView
    edit_view_class = DomainChangeView
    delete_view_class = DomainRemoveView
    inspect_view_class = DomainLookView
    inspect_view_fields = ("domain", "agency", "suggested_bureau", "source", "since", "until")
    list_display = (
        "domain",
        Column("agency", label=_("Agency"), sort_key="agency__name"),
        Column("suggested_bureau", label=_("Bureau"), sort_key="suggested_bureau__name"),
        "source",
        DateColumn("since", label=_("Counts from"), sort_key="since"),
        DateColumn("until", label=_("Counts until"), sort_key="until"),
    )
    list_export = ("domain", "agency", "suggested_bureau", "agency.get_level_display", "agency.state")
    list_export = (*list_export, "get_source_display", "since", "until")
    export_headings = {
        "suggested_bureau": _("Bureau"),
        "agency.get_level_display": _("Level of government"),
        "agency.state": _("State"),
        "get_source_display": _("Source"),
    }
    export_filename = "email-domains"

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return DomainForm
