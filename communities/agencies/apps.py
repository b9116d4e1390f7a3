from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "communities.agencies"
    label = "agencies"
