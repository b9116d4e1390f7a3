from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "communities.finding"
    label = "finding"
