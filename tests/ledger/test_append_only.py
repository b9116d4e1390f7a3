"""PostgreSQL itself refuses to change the past, whoever asks and by whatever way."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from communities.ledger.models import Entry
from communities.ledger.recording import record
from tests import make


@pytest.fixture
def entry(db) -> Entry:
    entry = record("member.joined", by=make.member(), on=make.community(), facts_are="kept")
    with connection.cursor() as cursor:  # the suite puts this one aside to empty tables between tests
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_entry ENABLE TRIGGER ledger_no_truncate")
    return entry


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET verb = 'post.edited'",
        "UPDATE ledger_entry SET verb = verb",
        "UPDATE ledger_entry SET facts = '{}' WHERE id = %(id)s",
        "UPDATE ledger_entry SET actor_id = NULL WHERE id = %(id)s",
        "DELETE FROM ledger_entry",
        "DELETE FROM ledger_entry WHERE id = %(id)s",
        "TRUNCATE ledger_entry",
        "TRUNCATE ledger_entry RESTART IDENTITY CASCADE",
        "TRUNCATE members_user CASCADE",
        "INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE id = %(id)s"
        " ON CONFLICT (id) DO UPDATE SET verb = 'post.edited'",
        "WITH gone AS (DELETE FROM ledger_entry RETURNING *) SELECT * FROM gone",
    ],
)
def test_the_past_cannot_be_changed_in_sql(entry, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, {"id": entry.pk} if "%(" in statement else None)
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.verb, kept.facts, kept.actor) == (entry.verb, entry.facts, entry.actor)


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: Entry.objects.update(verb="post.edited"),
        lambda entry: Entry.objects.all().delete(),
    ],
    ids=["save", "delete", "update", "delete all"],
)
def test_the_past_cannot_be_changed_through_the_models(entry, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(entry)
    assert Entry.objects.filter(pk=entry.pk, verb=entry.verb).exists()


def test_who_acted_cannot_be_deleted(entry):
    with pytest.raises(ProtectedError):
        entry.actor.delete()


def test_new_entries_are_welcome(entry):
    before = Entry.objects.count()
    record("member.joined", by=None)
    assert Entry.objects.count() == before + 1
