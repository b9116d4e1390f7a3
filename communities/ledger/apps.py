from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "communities.ledger"
    label = "ledger"
