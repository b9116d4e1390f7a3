"""What members agree to: every version, since when it is in force, and how many agreed."""

from django import forms
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets.button import Button, HeaderButton

from communities.members.models import Standing, Terms
from communities.members.terms import in_force

from .lists import ListView
from .viewsets import KeptViewSet, LookView


def with_agreement() -> QuerySet[Terms]:
    """Every version, with how many of today's members agreed to it, and whether it is in force."""
    members = Q(acceptances__person__standing=Standing.MEMBER, acceptances__person__is_active=True)
    now = ExpressionWrapper(Q(pk__in=in_force().values("pk")), output_field=BooleanField())
    return Terms.objects.annotate(agreed=Count("acceptances", filter=members), now=now)


def publish_buttons(*documents: Terms.Document) -> list[tuple[str, str]]:
    """What leads to a new version of each document: a title and an address."""
    words = _t("New version: %(document)s")
    return [
        (words % {"document": Terms.Document(each).label}, reverse("terms_publish", args=[each]))
        for each in documents
    ]


class TermsListView(ListView):
    """All versions, the newest of each document first."""

    def get_base_queryset(self) -> QuerySet[Terms]:
        return with_agreement()

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        shown = publish_buttons(*Terms.Document)
        return [HeaderButton(words, url=url, icon_name="plus") for words, url in shown]


class TermsLookView(LookView):
    """One version. Its words are on the page where members read them."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = [Button(_t("Read it"), url=self.object.get_absolute_url(), icon_name="view", priority=10)]
        for words, url in publish_buttons(Terms.Document(self.object.document)):
            buttons.append(Button(words, url=url, icon_name="plus", priority=20))
        return buttons

    def notes(self) -> list[str]:
        found = with_agreement().get(pk=self.object.pk)
        agreed = _t("Members who agreed to it: %(count)d.") % {"count": found.agreed}
        return [_t("This version is in force."), agreed] if found.now else [agreed]


class TermsViewSet(KeptViewSet):
    """Guidelines and notices. A version never changes; a new one follows it."""

    model = Terms
    name = "terms"
    icon = "doc-full"
    menu_label = _("Guidelines and notices")
    menu_order = 630
    add_to_admin_menu = True
    ordering = ("document", "-version")
    views = ("index", "index_results", "inspect")
    index_view_class = TermsListView
    inspect_view_class = TermsLookView
    inspect_view_fields = ("document", "version", "changes", "in_force_from")
    list_display = (
        "__str__",
        DateColumn("in_force_from", label=_("In force from"), sort_key="in_force_from"),
        BooleanColumn("now", label=_("In force")),
        Column("agreed", label=_("Members who agreed")),
        "changes",
    )

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        """None of its own: a new version is written on the page at /terms/, and no version is changed."""
        return forms.Form
