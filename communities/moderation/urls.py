from django.urls import path

from . import author_views, case_views, views

urlpatterns = [
    path("posts/<int:pk>/hide/", views.post_hide, name="post_hide"),
    path("posts/<int:pk>/restore/", views.post_restore, name="post_restore"),
    path("posts/<int:pk>/report/", author_views.post_report, name="post_report"),
    path("posts/<int:pk>/publish/", views.post_release, name="post_release"),
    path("waiting-posts/", views.held_list, name="held_list"),
    path("communities/<slug:slug>/ledger/", views.community_ledger, name="community_ledger"),
    path("communities/<slug:slug>/order/", case_views.community_order, name="community_order"),
    path("ledger/", views.ledger_list, name="ledger_list"),
    path("moderation/", case_views.case_list, name="case_list"),
    path("moderation/spam/", case_views.case_bulk, name="case_bulk"),
    path("moderation/reasons/", case_views.reason_list, name="reason_list"),
    path("moderation/held/<int:pk>/", case_views.case_held, name="case_held"),
    path("moderation/cases/<int:pk>/", case_views.case_detail, name="case_detail"),
    path("moderation/cases/<int:pk>/take/", case_views.case_take, name="case_take"),
    path("moderation/cases/<int:pk>/note/", case_views.case_note, name="case_note"),
    path("moderation/cases/<int:pk>/merge/", case_views.case_merge, name="case_merge"),
    path("moderation/reports/<int:pk>/", author_views.report_detail, name="report_detail"),
    path("moderation/decisions/<int:pk>/", author_views.decision_detail, name="decision_detail"),
    path("moderation/decisions/<int:pk>/mend/", author_views.decision_mend, name="decision_mend"),
    path("moderation/decisions/<int:pk>/undo/", case_views.decision_undo, name="decision_undo"),
]
