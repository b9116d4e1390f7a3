"""Lists of many rows in Wagtail's interface: quick at any page, and exports that no spreadsheet executes."""

import csv
from collections.abc import Iterator

from django.core.paginator import Page
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.views.mixins import Echo
from wagtail.admin.widgets.button import Button

from communities.kit.sheets import harmless


class KeysFirst(WagtailPaginator):
    """Reads the keys of a page, then its rows: what is joined to a row is joined for one page only."""

    def page(self, number) -> Page:
        page = super().page(number)
        keys = list(page.object_list.values_list("pk", flat=True))
        found = {row.pk: row for row in self.object_list.filter(pk__in=keys).order_by()}
        page.object_list = [found[key] for key in keys if key in found]
        return page


class ListView(generic.IndexView):
    """A list with search, filters, order, numbered pages and a CSV file of everything that is found."""

    paginator_class = KeysFirst
    results_template_name = "administration/list_results.html"  # wide tables scroll by themselves
    FORMATS = (generic.IndexView.FORMAT_CSV,)
    any_permission_required = ("view",)
    row_permission = "change"

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Rows that are the same by the chosen order keep theirs from page to page."""
        ordered = super().order_queryset(queryset)
        return ordered.order_by(*ordered.query.order_by, "pk")

    def get_edit_url(self, instance) -> str | None:
        """A row leads to its page, from which one goes on to the form."""
        return self.get_inspect_url(instance)

    def get_inspect_url(self, instance) -> str | None:
        return reverse(self.inspect_url_name, args=[instance.pk])

    def get_list_more_buttons(self, instance) -> list[MenuItem]:
        buttons = [MenuItem(_("Look"), url=self.get_inspect_url(instance), icon_name="view", priority=10)]
        if self.edit_url_name and self.user_has_permission(self.row_permission):
            edit = reverse(self.edit_url_name, args=[instance.pk])
            buttons.append(MenuItem(_("Edit"), url=edit, icon_name="edit", priority=20))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if not self.list_export:
            return []
        url = self.csv_export_url
        return [Button(_("Download CSV"), url=url, icon_name="download", priority=100)]

    def preprocess_field_value(self, field: str, value, export_format: str):
        plain = super().preprocess_field_value(field, value, export_format)
        return harmless(plain) if isinstance(plain, str) else plain

    def stream_csv(self, queryset: QuerySet) -> Iterator[bytes]:
        writer = csv.DictWriter(Echo(), fieldnames=self.list_export)
        yield writer.writerow({field: self.get_heading(queryset, field) for field in self.list_export})
        for item in queryset.iterator(chunk_size=2000):
            yield self.write_csv_row(writer, self.to_row_dict(item))
