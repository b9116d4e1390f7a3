"""The site's own addresses, and those of the floor."""

from django.urls import include, path

from . import floor

urlpatterns = [
    path("bench/c/", floor.constant, name="bench_constant"),
    path("bench/t/<int:pk>/", floor.topic, name="bench_topic"),
    path("bench/l/<int:pk>/", floor.topic_list, name="bench_list"),
    path("bench/site/c/", floor.constant, name="bench_constant_behind"),
    path("", include("portal.urls")),
]
