from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "communities.spaces"
    label = "spaces"
