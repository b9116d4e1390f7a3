"""What an administrator sees first in Wagtail's interface."""

from wagtail.admin.ui.components import Component

from .reading import overview


class OverviewPanel(Component):
    """Requests that wait, the last import, how many members there are."""

    name = "administration"
    template_name = "administration/overview.html"
    order = 50

    def get_context_data(self, parent_context) -> dict:
        return {"overview": overview()}
