"""Addresses of the kit: the page that shows its components."""

from django.urls import path

from communities.kit import views

urlpatterns = [path("design/", views.design, name="design")]
