from django.urls import path

from .views import communities, guidelines, invitations, members, proposals, requests, settings

IN = "communities/<slug:slug>/"

urlpatterns = [
    path("communities/", communities.community_list, name="community_list"),
    path("communities/new/", communities.community_create, name="community_create"),
    path("communities/propose/", proposals.community_propose, name="community_propose"),
    path("communities/proposals/", proposals.proposal_list, name="proposal_list"),
    path("communities/proposals/<int:pk>/", proposals.proposal_detail, name="proposal_detail"),
    path("communities/requests/<int:pk>/", requests.membership_request, name="membership_request"),
    path(
        "communities/requests/<int:pk>/withdraw/",
        requests.membership_request_withdraw,
        name="membership_request_withdraw",
    ),
    path(IN + "about/", communities.community_about, name="community_about"),
    path(IN + "archive/", settings.community_archive, name="community_archive"),
    path(IN + "ask/", requests.community_ask, name="community_ask"),
    path(IN + "guidelines/", guidelines.community_guidelines, name="community_guidelines"),
    path(
        IN + "guidelines/<int:version>/",
        guidelines.community_guidelines_version,
        name="community_guidelines_version",
    ),
    path(IN + "guidelines/agree/", guidelines.community_guidelines_agree, name="community_guidelines_agree"),
    path(
        IN + "guidelines/new/", guidelines.community_guidelines_publish, name="community_guidelines_publish"
    ),
    path(IN + "invitations/", invitations.community_invitations, name="community_invitations"),
    path(IN + "invitations/<int:pk>/again/", invitations.invitation_again, name="invitation_again"),
    path(IN + "invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path(IN + "join/", communities.community_join, name="community_join"),
    path(IN + "leave/", communities.community_leave, name="community_leave"),
    path(IN + "members/", members.community_members, name="community_members"),
    path(IN + "members.csv", members.community_members_csv, name="community_members_csv"),
    path(IN + "members/<slug:person>/", members.community_member, name="community_member"),
    path(IN + "members/<slug:person>/role/", members.community_member_role, name="community_member_role"),
    path(IN + "requests/", requests.community_requests, name="community_requests"),
    path(IN + "settings/", settings.community_settings, name="community_settings"),
    path(IN + "unarchive/", settings.community_unarchive, name="community_unarchive"),
    path("invitations/<str:key>/", invitations.invitation_open, name="invitation_open"),
]
