from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "communities.accounts"
    label = "accounts"
