from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "communities.members"
    label = "members"
