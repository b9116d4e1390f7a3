from django.urls import path

from . import views

urlpatterns = [
    path("communities/<slug:slug>/", views.community_detail, name="community_detail"),
    path("communities/<slug:slug>/start/", views.topic_start, name="topic_start"),
    path("topics/<int:pk>/reply/", views.topic_reply, name="topic_reply"),
    path("topics/<int:pk>/follow/", views.topic_follow, name="topic_follow"),
    path("topics/<int:pk>/reopen/", views.answer_withdraw, name="answer_withdraw"),
    path("topics/<int:pk>/<slug:slug>/", views.topic_detail, name="topic_detail"),
    path("posts/<int:pk>/edit/", views.post_edit, name="post_edit"),
    path("posts/<int:pk>/accept/", views.answer_accept, name="answer_accept"),
    path("posts/<int:pk>/helpful/", views.post_helpful, name="post_helpful"),
    path("communities/<slug:slug>/preview/", views.text_preview, name="text_preview"),
]
