"""What the viewsets of this package have in common."""

from django.urls import URLPattern, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from communities.kit.permissions import Refused

from .lists import ListView
from .reading import history_of

SHOWN = 20  # rows of a short list


class LookView(generic.InspectView):
    """One thing with what is known of it, and its history from the ledger."""

    template_name = "administration/inspect.html"
    any_permission_required = ("view",)
    row_permission = "change"

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self.user_has_permission(self.row_permission) else None

    def get_page_title(self) -> str:
        return str(self.object)

    def get_page_subtitle(self) -> str:
        return ""

    def get_breadcrumbs_items(self) -> list[dict]:
        items = super().get_breadcrumbs_items()
        return [*items[:2], {"url": "", "label": str(self.object)}]

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {
            "history": history_of(self.object),
            "notes": self.notes(),
            "lists": self.lists(),
        }

    def get_field_label(self, field_name: str, field) -> str:
        return (
            capfirst(_("department"))
            if field_name == "parent"
            else super().get_field_label(field_name, field)
        )

    def get_field_display_value(self, field_name: str, field):
        value = super().get_field_display_value(field_name, field)
        return "–" if value in (None, "") else value

    def notes(self) -> list[str]:
        """Sentences above the fields."""
        return []

    def lists(self) -> list[dict]:
        """Short lists below the fields: each a title and rows of text, with an address where there is one."""
        return []


class RemoveView(generic.DeleteView):
    """Asks before something is deleted that nobody uses; what is in use stays, and the page says why."""

    template_name = "administration/confirm_delete.html"

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except Refused as refused:
            return self.render_to_response(self.get_context_data(refusal=str(refused)))

    def get_success_url(self) -> str:
        return reverse(self.index_url_name)

    @property
    def look_url(self) -> str:
        return reverse(self.edit_url_name.replace(":edit", ":inspect"), args=[self.object.pk])


class KeptViewSet(ModelViewSet):
    """A list, the page of one thing, and forms for the rest, where there are such."""

    index_view_class = ListView
    inspect_view_class = LookView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    search_backend_name = None
    views: tuple[str, ...] = ("index", "index_results", "add", "edit", "delete", "inspect")

    def get_common_view_kwargs(self, **kwargs) -> dict:
        """Wagtail's own history and usage know nothing of what verbs do."""
        return super().get_common_view_kwargs(**kwargs) | {"history_url_name": None, "usage_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in self.views]

    def get_permissions_to_register(self):
        """None that a group could be given: these pages are for administrators."""
        return super().get_permissions_to_register().none()


def short_list(title: str, rows, url_name: str) -> dict:
    """The first rows of something, each a link, and how many there are."""
    total = len(rows) if isinstance(rows, list) else rows.count()
    shown = [(str(row), reverse(url_name, args=[row.pk])) for row in rows[:SHOWN]]
    return {"title": title, "rows": shown, "more": total - len(shown), "total": total}
