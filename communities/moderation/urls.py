from django.urls import path

from . import views

urlpatterns = [
    path("posts/<int:pk>/hide/", views.post_hide, name="post_hide"),
    path("posts/<int:pk>/restore/", views.post_restore, name="post_restore"),
    path("posts/<int:pk>/publish/", views.post_release, name="post_release"),
    path("waiting-posts/", views.held_list, name="held_list"),
    path("communities/<slug:slug>/ledger/", views.community_ledger, name="community_ledger"),
    path("ledger/", views.ledger_list, name="ledger_list"),
]
