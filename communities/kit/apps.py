from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "communities.kit"
    label = "kit"
