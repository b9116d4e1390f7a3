from django.urls import path

from . import views

urlpatterns = [
    path("communities/", views.community_list, name="community_list"),
    path("communities/<slug:slug>/about/", views.community_about, name="community_about"),
    path("communities/<slug:slug>/members/", views.community_members, name="community_members"),
    path("communities/<slug:slug>/join/", views.community_join, name="community_join"),
    path("communities/<slug:slug>/invitations/", views.community_invitations, name="community_invitations"),
    path(
        "communities/<slug:slug>/invitations/<int:pk>/again/", views.invitation_again, name="invitation_again"
    ),
    path(
        "communities/<slug:slug>/invitations/<int:pk>/withdraw/",
        views.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("invitations/<str:key>/", views.invitation_open, name="invitation_open"),
    path("communities/<slug:slug>/leave/", views.community_leave, name="community_leave"),
]
