from django.apps import AppConfig


class TagsConfig(AppConfig):
    name = "communities.tags"
    label = "tags"
