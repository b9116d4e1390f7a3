"""The ledger is sealed in batches, and whoever gets past the triggers breaks the chain."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from communities.ledger.models import Entry, Seal
from communities.ledger.recording import record
from communities.ledger.sealing import first_broken, seal

EARLIER = timedelta(hours=1)


@pytest.fixture
def batches(db) -> list[Seal]:
    """Three batches of three entries each."""
    made = []
    for _batch in range(3):
        for number in range(3):
            record("post.hidden", by=None, at=timezone.now() - EARLIER, reason=f"Reason {number}")
        made.append(seal())
    return made


def as_superuser(*statements: str) -> None:
    """Past the triggers, as a superuser can."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for each in statements:
            cursor.execute(each)
            assert cursor.rowcount > 0
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_what_was_sealed_is_verified_and_nothing_new_is_no_batch(batches):
    assert first_broken() is None and seal() is None
    assert [each.count for each in batches] == [3, 3, 3]
    assert batches[1].previous == batches[0].digest


def test_what_was_written_a_moment_ago_waits_for_the_next_night(batches):
    record("post.hidden", by=None, reason="Now.")
    assert seal() is None and first_broken() is None


def test_a_changed_row_is_found(batches):
    key = batches[1].first_id + 1
    as_superuser(f"""UPDATE ledger_entry SET facts = '{{"reason": "Other"}}' WHERE id = {key}""")
    assert first_broken() == batches[1]
    with pytest.raises(CommandError, match=f"Batch {batches[1].pk} "):
        call_command("verify_ledger")


@pytest.mark.parametrize("offset", [0, 1, 2])
def test_a_removed_row_is_found(batches, offset):
    as_superuser(f"DELETE FROM ledger_entry WHERE id = {batches[2].first_id + offset}")
    assert first_broken() == batches[2]


def test_two_rows_that_changed_places_are_found(batches):
    one, two = batches[0].first_id, batches[0].first_id + 1
    as_superuser(
        f"UPDATE ledger_entry SET id = -1 WHERE id = {one}",
        f"UPDATE ledger_entry SET id = {one} WHERE id = {two}",
        f"UPDATE ledger_entry SET id = {two} WHERE id = -1",
    )
    assert first_broken() == batches[0]


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_seal SET count = 0", "DELETE FROM ledger_seal", "DELETE FROM ledger_entry"]
)
def test_postgresql_refuses_to_change_what_is_sealed(batches, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert Seal.objects.count() == 3 and Entry.objects.count() == 9
