"""The scratch database: on the server of DATABASE_URL, under a name of its own, kept from run to run."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from scripts.common import MANAGE, environment, fail, run_quietly, say

NAME = "commonplace_bench"
SETTINGS = "benchmarks.settings"
_MARK = "CREATE TABLE benchmark_load (scale int NOT NULL, seed int NOT NULL, version int NOT NULL)"


def use(load: tuple[int, int, int], *, fresh: bool) -> bool:
    """Point this process and its children at the scratch database of this (scale, seed, version), migrated.

    Answers whether the load is in it already; otherwise the database is a new one.
    """
    server = os.environ.get("DATABASE_URL")
    if not server:
        fail("There is no DATABASE_URL.", "Use: make bench")
    name = NAME if load[0] == 1 else f"{NAME}_{load[0]}"
    parts = urlsplit(server)
    if parts.path == f"/{name}":
        fail(f"DATABASE_URL names {name} itself.", "It should name another database of the same server.")
    address = urlunsplit(parts._replace(path=f"/{name}"))
    there = _exists(server, name)
    kept = there and not fresh and _holds(address, load)
    if not kept:
        _create(server, name, there)
    os.environ.update(DATABASE_URL=address, DJANGO_SETTINGS_MODULE=SETTINGS)
    run_quietly([*MANAGE, "migrate", "--noinput"], "manage.py migrate", env=environment())
    return kept


def _exists(server: str, name: str) -> bool:
    with psycopg.connect(server) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return known.fetchone() is not None


def _holds(address: str, load: tuple[int, int, int]) -> bool:
    with psycopg.connect(address) as connection:
        if not connection.execute("SELECT to_regclass('benchmark_load') IS NOT NULL").fetchone()[0]:
            return False
        return connection.execute("SELECT scale, seed, version FROM benchmark_load").fetchone() == load


def _create(server: str, name: str, there: bool) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        if there:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        say(f"Creating the database {name} …")
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def mark(load: tuple[int, int, int]) -> None:
    """Write down what was loaded; the last act of loading."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(_MARK)
        connection.execute("INSERT INTO benchmark_load VALUES (%s, %s, %s)", load)
