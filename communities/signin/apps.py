from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "communities.signin"
    label = "signin"
