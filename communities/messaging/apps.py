from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "communities.messaging"
    label = "messaging"
