from django.urls import path

from . import views

urlpatterns = [
    path("posts/<int:pk>/hide/", views.post_hide, name="post_hide"),
    path("posts/<int:pk>/restore/", views.post_restore, name="post_restore"),
    path("communities/<slug:slug>/ledger/", views.community_ledger, name="community_ledger"),
    path("ledger/", views.ledger_list, name="ledger_list"),
]
