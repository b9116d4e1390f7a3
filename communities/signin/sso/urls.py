"""Single sign-on, and django-allauth's own pages for it, which are shut."""

from django.http import Http404
from django.urls import path, re_path

from . import views


def shut(request, *args, **kwargs):
    """Nobody signs in elsewhere by django-allauth's own pages."""
    raise Http404


urlpatterns = [
    path("accounts/sso/", views.sso_start, name="sso_start"),
    path("accounts/sso/callback/", views.sso_callback, name="sso_callback"),
    path("accounts/sso/address/", views.sso_choose, name="sso_choose"),
    path("accounts/sso/signed-out/", views.sso_ended, name="sso_ended"),
    path("accounts/logout/", views.SignOut.as_view()),
    re_path(r"^accounts/(3rdparty|social)/", shut),
]
