from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "communities.moderation"
    label = "moderation"
