from django.urls import path

from . import views

urlpatterns = [
    path("communities/", views.community_list, name="community_list"),
    path("communities/<slug:slug>/about/", views.community_about, name="community_about"),
    path("communities/<slug:slug>/members/", views.community_members, name="community_members"),
    path("communities/<slug:slug>/join/", views.community_join, name="community_join"),
    path("communities/<slug:slug>/leave/", views.community_leave, name="community_leave"),
]
