"""When the directory changed last. A page of it that was rendered before is not shown afterwards."""

from django.db import connection, transaction


def changed() -> None:
    """Say that entries change in this transaction.

    Twice, because a sequence does not wait for a commit: what is read before the commit is kept under the
    first number, and nothing asks for that any more once the second is drawn. Nobody waits for a lock.
    """
    _draw()
    transaction.on_commit(_draw)


def stamp() -> int:
    """A number that grows with every change of an entry. One small query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM members_directory_changes")
        return cursor.fetchone()[0]


def _draw() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('members_directory_changes')")
