"""Choosing a platform in the editors' interface."""

from wagtail.admin.viewsets.chooser import ChooserViewSet

from communities.platforms.models import Platform


class PlatformChooserViewSet(ChooserViewSet):
    """Chooses one platform. Nothing is made here: administrators keep the list."""

    model = Platform
    icon = "mobile-alt"
    register_widget = False

    def get_urlpatterns(self):
        wanted = ("choose", "choose_results", "chosen", "chosen_multiple")
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in wanted]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"create_url_name": None, **kwargs})


platform_chooser = PlatformChooserViewSet("platform_chooser")
