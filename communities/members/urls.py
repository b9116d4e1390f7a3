from django.urls import path

from . import views

urlpatterns = [
    path("welcome/", views.member_welcome, name="member_welcome"),
    path("welcome/waiting/", views.member_waiting, name="member_waiting"),
    path("people/", views.member_list, name="member_list"),
    path("people/requests/", views.join_request_list, name="join_request_list"),
    path("people/requests/<int:pk>/", views.join_request_decide, name="join_request_decide"),
    path("people/me/edit/", views.profile_edit, name="profile_edit"),
    path("people/<slug:slug>/", views.member_detail, name="member_detail"),
]
