"""Rows into tables by COPY, with what the models say for every column that a row leaves out."""

from collections.abc import Iterable
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED
from psycopg import sql
from psycopg.types.json import Jsonb


def copy_in(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> int:
    """Write `rows` (by column attribute; without "id" they are numbered from 1). Returns how many."""
    fields = [field for field in model._meta.concrete_fields if _is_ours(field)]
    defaults = [(field.attname, field.get_default(), isinstance(field, models.JSONField)) for field in fields]
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), columns)
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for count, row in enumerate(rows, 1):
            row.setdefault("id", count)
            copy.write_row([_value(row.get(name, default), json) for name, default, json in defaults])
    return count


def _is_ours(field: models.Field) -> bool:
    return not field.generated and field.db_default is NOT_PROVIDED


def _value(value: Any, is_json: bool) -> Any:
    return Jsonb(value) if is_json else value


def reset_sequences(*tables: type[models.Model]) -> None:
    """Let the next key of each table follow those that were copied in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
