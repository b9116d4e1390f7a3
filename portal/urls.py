"""The site map. Wagtail's pages come last, because they may have any address."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from toolkits.views import page_serve

from . import views

wagtail_pages = [
    *(each for each in wagtail_urls.urlpatterns if each.name != "wagtail_serve"),
    re_path(wagtail_urls.serve_pattern, page_serve, name="wagtail_serve"),
]
handler403 = "portal.views.refused"
handler429 = "communities.signin.views.entering.too_many_tries"  # allauth asks for it

urlpatterns = [
    path("", include("portal.search.urls")),
    path("", include("communities.accounts.urls")),
    path("", include("communities.moderation.urls")),
    path("", include("communities.spaces.urls")),
    path("", include("communities.discussions.urls")),
    path("", include("communities.messaging.urls")),
    path("", include("communities.members.urls")),
    path("", include("communities.notifications.urls")),
    path("", include("communities.signin.urls")),
    path("", include("communities.kit.urls")),
    path("admin/login/", views.sign_in_by_code),
    path("_util/login/", views.sign_in_by_code),
    path("accounts/", include("allauth.urls")),
    path("admin/account/", RedirectView.as_view(pattern_name="profile_edit"), name="admin_account"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("health/", views.health_live, name="health_live"),
    path("health/ready/", views.health_ready, name="health_ready"),
    path("dev/mail/", views.devmail_list, name="devmail_list"),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include(wagtail_pages)),
]
