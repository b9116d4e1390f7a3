from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "communities.notifications"
    label = "notifications"
