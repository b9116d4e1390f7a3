from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from communities.ledger.recording import record

OURS = {
    "ledger",
    "finding",
    "tags",
    "agencies",
    "members",
    "spaces",
    "notifications",
    "discussions",
    "accounts",
    "platforms",
    "toolkits",
    "home",
}


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, stdout=StringIO())


def test_every_migration_of_ours_can_be_undone(db):
    loader = MigrationLoader(connection)
    found = [migration for (label, _name), migration in loader.disk_migrations.items() if label in OURS]
    assert len(found) >= 10
    for migration in found:
        for operation in migration.operations:
            assert operation.reversible, f"{migration}: {operation.describe()}"


def test_every_room_with_models_has_migrations():
    with_models = {config.label for config in apps.get_app_configs() if list(config.get_models())}
    assert with_models >= OURS


@pytest.mark.django_db(transaction=True)
def test_the_ledger_goes_back_and_forth_on_a_filled_database():
    record("member.joined", by=None)
    call_command("migrate", "ledger", "0002", verbosity=0)
    call_command("migrate", "ledger", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_no_truncate")
        cursor.execute("ALTER TABLE ledger_seal DISABLE TRIGGER seal_no_truncate")
        cursor.execute("SELECT count(*) FROM ledger_entry")
        assert cursor.fetchone()[0] == 1
