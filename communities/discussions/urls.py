from django.urls import path

from .arranging import views as arrange_views
from .following import views as following_views
from .polls import views as poll_views
from .views import feeds
from .views import lists as list_views
from .views import posts as post_views
from .views import topics as views
from .writing import draft_views
from .writing import views as composer_views

urlpatterns = [
    path("topics/", list_views.topic_list, name="topic_list"),
    path("topics/read/", list_views.topic_read_all, name="topic_read_all"),
    path("topics/<int:pk>/read/", views.topic_read, name="topic_read"),
    path("topics/<int:pk>/print/", views.topic_print, name="topic_print"),
    path("communities/<slug:slug>/read/", list_views.community_read, name="community_read"),
    path("topics/<int:pk>/feed/", feeds.topic_feed, name="topic_feed"),
    path("communities/<slug:slug>/feed/", feeds.community_feed, name="community_feed"),
    path("tags/<slug:slug>/feed/", feeds.tag_feed, name="tag_feed"),
    path("news/<int:pk>/", list_views.topic_news, name="topic_news"),
    path("shortcuts/", list_views.shortcuts, name="shortcuts"),
    path("bookmarks/", post_views.bookmark_list, name="bookmark_list"),
    path("posts/<int:pk>/", post_views.post_detail, name="post_detail"),
    path("posts/<int:pk>/bookmark/", post_views.post_bookmark, name="post_bookmark"),
    path("posts/<int:pk>/changes/", post_views.post_history, name="post_history"),
    path("posts/<int:pk>/helped/", post_views.post_helped, name="post_helped"),
    path("posts/<int:pk>/put-back/", post_views.post_put_back, name="post_put_back"),
    path("posts/<int:pk>/withdraw/", post_views.post_withdraw, name="post_withdraw"),
    path("communities/<slug:slug>/", views.community_detail, name="community_detail"),
    path("communities/<slug:slug>/start/", composer_views.topic_start, name="topic_start"),
    path("topics/<int:pk>/reply/", composer_views.topic_reply, name="topic_reply"),
    path("topics/<int:pk>/follow/", following_views.topic_follow, name="topic_follow"),
    path("topics/stop/<str:token>/", following_views.topic_stop, name="topic_stop"),
    path("communities/<slug:slug>/follow/", following_views.community_follow, name="community_follow"),
    path("tags/<slug:slug>/follow/", following_views.tag_follow, name="tag_follow"),
    path("following/", following_views.following_list, name="following_list"),
    path("following/own/", following_views.following_own, name="following_own"),
    path("topics/<int:pk>/reopen/", views.answer_withdraw, name="answer_withdraw"),
    path("topics/<int:pk>/arrange/", arrange_views.topic_arrange, name="topic_arrange"),
    path("topics/<int:pk>/arrange/merge/", arrange_views.topic_merge, name="topic_merge"),
    path("topics/<int:pk>/arrange/duplicate/", arrange_views.topic_duplicate, name="topic_duplicate"),
    path("topics/<int:pk>/arrange/split/", arrange_views.topic_split, name="topic_split"),
    path("topics/<int:pk>/poll/", poll_views.poll_start, name="poll_start"),
    path("polls/<int:pk>/vote/", poll_views.poll_vote, name="poll_vote"),
    path("polls/<int:pk>/close/", poll_views.poll_close, name="poll_close"),
    path("topics/<int:pk>/<slug:slug>/", views.topic_detail, name="topic_detail"),
    path("posts/<int:pk>/edit/", composer_views.post_edit, name="post_edit"),
    path("posts/<int:pk>/accept/", views.answer_accept, name="answer_accept"),
    path("posts/<int:pk>/helpful/", views.post_helpful, name="post_helpful"),
    path("communities/<slug:slug>/preview/", composer_views.text_preview, name="text_preview"),
    path("communities/<slug:slug>/similar/", composer_views.topic_similar, name="topic_similar"),
    path("communities/<slug:slug>/names/", composer_views.name_suggest, name="name_suggest"),
    path("tags/suggest/", composer_views.tag_suggest, name="tag_suggest"),
    path("drafts/", draft_views.draft_list, name="draft_list"),
    path("drafts/save/", draft_views.draft_save, name="draft_save"),
    path("drafts/discard/", draft_views.draft_discard, name="draft_discard"),
    path("attachments/add/", draft_views.attachment_add, name="attachment_add"),
    path("attachments/<uuid:key>/", draft_views.attachment_detail, name="attachment_detail"),
]
