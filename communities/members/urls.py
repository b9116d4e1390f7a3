from django.urls import path

from .views import agencies, directory, joining, profiles, requests, terms

urlpatterns = [
    path("welcome/", joining.member_welcome, name="member_welcome"),
    path("welcome/waiting/", joining.member_waiting, name="member_waiting"),
    path("welcome/waiting/mend/", joining.join_request_mend, name="join_request_mend"),
    path("welcome/waiting/withdraw/", joining.join_request_withdraw, name="join_request_withdraw"),
    path("guidelines/", terms.guidelines, name="guidelines"),
    path("terms/", terms.terms_list, name="terms_list"),
    path("terms/agree/", terms.terms_agree, name="terms_agree"),
    path("terms/<slug:document>/new/", terms.terms_publish, name="terms_publish"),
    path("terms/<slug:document>/<int:version>/", terms.terms_detail, name="terms_detail"),
    path("agencies/", agencies.agency_list, name="agency_list"),
    path("agencies/<int:pk>/<slug:slug>/", agencies.agency_detail, name="agency_detail"),
    path("people/", directory.member_list, name="member_list"),
    path("people/requests/", requests.join_request_list, name="join_request_list"),
    path("people/requests/<int:pk>/", requests.join_request_decide, name="join_request_decide"),
    path("people/requests/<int:pk>/vouch/", requests.join_request_vouch, name="join_request_vouch"),
    path("people/me/edit/", profiles.profile_edit, name="profile_edit"),
    path("people/me/hints/", profiles.profile_hints, name="profile_hints"),
    path("people/me/photo/", profiles.profile_photo, name="profile_photo"),
    path("people/<slug:slug>/", profiles.member_detail, name="member_detail"),
    path("people/<slug:slug>/photo/", profiles.member_photo, name="member_photo"),
]
