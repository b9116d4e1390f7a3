"""Files of the registry: handed in, shown with all that they change, imported when somebody confirms it."""

import csv

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.mixins import Echo
from wagtail.admin.widgets.button import HeaderButton

from communities.agencies import importing
from communities.agencies.comparing import Difference, Kind
from communities.agencies.models import RegistryUpload
from communities.agencies.registry import BadFile
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused

from .lists import ListView, harmless
from .reading import affected_by
from .verbs import AddView, KeptForm
from .viewsets import KeptViewSet

LARGEST = 10 * 1024 * 1024  # bytes; the registry has 1.4 million
SHOWN = 200  # rows of each kind, and people
PROBLEMS = 50  # bad lines on the page
HEADINGS = {
    Kind.ADDED: _("Added"),
    Kind.CHANGED: _("Changed"),
    Kind.REOPENED: _("Counting again"),
    Kind.GONE: _("Gone"),
}


class UploadForm(KeptForm):
    """A file of the registry, or the .mil table."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("The .gov registry as CISA publishes it (current-full.csv), or the .mil table."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_t("This is larger than 10 MB, so it is not a file of the registry."))
        return file


class UploadListView(ListView):
    """The files that were handed in."""

    add_item_label = _("Hand in a file")

    def get_base_queryset(self):
        return RegistryUpload.objects.select_related("by").defer("text", "changes")


class UploadAddView(AddView):
    """Hands a file in; what is wrong with it stands beside the field, line by line."""

    page_title = _("Hand in a file")
    submit_button_label = _("Compare with what is here")
    submit_button_active_label = _("Comparing…")
    success_message = None
    error_message = _("The file was not taken.")
    inspect_url_name: str = ""

    def get_success_url(self) -> str:
        return reverse(self.inspect_url_name, args=[self.object.pk])

    def write(self, cleaned: dict) -> RegistryUpload:
        file = cleaned["file"]
        try:
            return importing.hand_in(file.name, file.read(), by=self.request.user)
        except BadFile as bad:
            shown = [_t("Nothing of this file was taken."), *bad.problems[:PROBLEMS]]
            if (more := len(bad.problems) - PROBLEMS) > 0:
                shown.append(_t("and %(count)d more lines") % {"count": more})
            raise forms.ValidationError({"file": shown}) from bad


class UploadLookView(PermissionCheckedMixin, WagtailAdminTemplateMixin, DetailView):
    """What a file changes: before it is imported, and afterwards what it changed."""

    model = RegistryUpload
    any_permission_required = ("view",)
    template_name = "administration/upload.html"
    header_icon = "doc-full"
    index_url_name: str = ""

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if not self.user_has_permission("add"):
            raise PermissionDenied
        self.object = upload = self.get_object()
        try:
            return self._discard(upload) if "discard" in request.POST else self._decide(upload)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(request.path)

    def _discard(self, upload: RegistryUpload) -> HttpResponse:
        importing.discard(upload, by=self.request.user)
        messages.success(self.request, _t("%(file)s is discarded. Nothing has changed.") % {"file": upload})
        return HttpResponseRedirect(reverse(self.index_url_name))

    def _decide(self, upload: RegistryUpload) -> HttpResponse:
        if self.difference.drastic and "sure" not in self.request.POST:
            messages.error(
                self.request, _t("Many domains would end. Tick that you are sure, or discard the file.")
            )
            return self._again()
        try:
            importing.confirm(upload, by=self.request.user, shown=self.request.POST.get("shown", ""))
        except Conflict:
            messages.warning(
                self.request,
                _t("The tables have changed since you looked. Nothing is imported. It would do this now."),
            )
            return self._again()
        messages.success(self.request, _t("%(file)s is imported.") % {"file": upload})
        return HttpResponseRedirect(self.request.path)

    def _again(self) -> HttpResponse:
        self.__dict__.pop("difference", None)
        return self.render_to_response(self.get_context_data(object=self.object))

    @cached_property
    def difference(self) -> Difference:
        """What the file would change now; empty once it is decided about."""
        if self.object.state != RegistryUpload.State.WAITING:
            return Difference(source=self.object.source)
        return importing.difference_of(self.object)

    def get_context_data(self, **kwargs) -> dict:
        waits = self.object.state == RegistryUpload.State.WAITING
        lines = self.difference.as_lines() if waits else self.object.changes
        affected = affected_by(self.difference)
        return super().get_context_data(**kwargs) | {
            "upload": self.object,
            "waits": waits,
            "found": self.difference,
            "groups": [_group(kind, lines) for kind in Kind],
            "affected": affected[:SHOWN],
            "affected_total": len(affected),
        }

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict]:
        above = {"url": reverse(self.index_url_name), "label": _t("Registry files")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": str(self.object)}]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse("registry_files:difference", args=[self.object.pk])
        return [HeaderButton(_t("Download the difference (CSV)"), url=url, icon_name="download")]


class DifferenceView(UploadLookView):
    """The whole difference as a table."""

    http_method_names = ["get"]

    def render_to_response(self, context, **kwargs) -> HttpResponse:
        waits = self.object.state == RegistryUpload.State.WAITING
        lines = self.difference.as_lines() if waits else self.object.changes
        writer = csv.writer(Echo())
        rows = [["kind", "domain", "was", "now"], *lines]
        stream = (writer.writerow([harmless(cell) for cell in row]) for row in rows)
        response = StreamingHttpResponse(stream, content_type="text/csv")
        response["Content-Disposition"] = 'attachment; filename="difference.csv"'
        return response


class UploadViewSet(KeptViewSet):
    """Files of the registry."""

    model = RegistryUpload
    name = "registry_files"
    icon = "doc-full"
    ordering = "-at"
    search_fields = ("name",)
    index_view_class = UploadListView
    add_view_class = UploadAddView
    inspect_view_class = UploadLookView
    views = ("index", "index_results", "add", "inspect")
    list_display = (
        TitleColumn("name", label=_("File"), url_name="registry_files:inspect"),
        "source",
        Column("by", label=_("Handed in by")),
        DateColumn("at", label=_("Handed in"), sort_key="at"),
        "state",
        Column("rows", label=_("Rows"), sort_key="rows"),
    )

    def get_form_class(self, for_update: bool = False) -> type[forms.Form]:
        return UploadForm

    def get_urlpatterns(self) -> list:
        difference = self.construct_view(DifferenceView)
        return [
            *super().get_urlpatterns(),
            path("difference/<int:pk>/", difference, name="difference"),
        ]


def _group(kind: Kind, lines: list[list[str]]) -> dict:
    """The first rows of one kind of change, and how many there are."""
    rows = [line[1:] for line in lines if line[0] == kind]
    return {
        "kind": str(kind),
        "title": HEADINGS[kind],
        "rows": rows[:SHOWN],
        "total": len(rows),
        "more": max(0, len(rows) - SHOWN),
    }
