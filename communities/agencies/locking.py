"""One at a time: whoever changes agencies or domains waits for who is changing them."""

from django.db import connection


def lock_tables() -> None:
    """Wait for other writers of agencies and domains; until the transaction ends, they wait for this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('agencies'))")
