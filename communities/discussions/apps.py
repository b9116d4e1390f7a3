from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "communities.discussions"
    label = "discussions"
