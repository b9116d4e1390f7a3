from django.urls import path

from .views import directory, joining, profiles, requests

urlpatterns = [
    path("welcome/", joining.member_welcome, name="member_welcome"),
    path("welcome/waiting/", joining.member_waiting, name="member_waiting"),
    path("people/", directory.member_list, name="member_list"),
    path("people/requests/", requests.join_request_list, name="join_request_list"),
    path("people/requests/<int:pk>/", requests.join_request_decide, name="join_request_decide"),
    path("people/me/edit/", profiles.profile_edit, name="profile_edit"),
    path("people/<slug:slug>/", profiles.member_detail, name="member_detail"),
]
