"""A database that is built anew: the old one stands until the new one is whole."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from .problem import BackupProblem
from .rows import Sum, Table, applied, store, sum_of, tables_at
from .snapshot import unhurried, write_sequences

# What `migrate` writes by itself, and nobody misses.
OF_DJANGO = {"django_content_type", "auth_permission"}
NOT_MODELS = ["django_migrations", "core_cache"]
IN_USE = "Somebody else has the database open. Stop web, worker and beat first. Nothing was changed."


@contextmanager
def default_database(config: dict[str, Any]) -> Iterator[None]:
    """Let everything in this process that asks for the database ask another one."""
    before = connections.databases[DEFAULT_DB_ALIAS]
    connection.close()
    del connections[DEFAULT_DB_ALIAS]
    connections.databases[DEFAULT_DB_ALIAS] = config
    try:
        yield
    finally:
        connection.close()
        del connections[DEFAULT_DB_ALIAS]
        connections.databases[DEFAULT_DB_ALIAS] = before


def refuse_what_is_there(*, replace: bool) -> None:
    """Raise ``BackupProblem`` if the database is another program's, or holds something and nobody said ``replace``.

    With ``replace`` a newer version may have been at it: that is what an upgrade leaves behind that failed.
    """
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return
    names = connection.introspection.table_names()
    loader = MigrationLoader(connection)
    ours = not loader.applied_migrations or set(loader.graph.root_nodes("core")) & set(loader.applied_migrations)
    if names and ("django_migrations" not in names or not ours):
        raise BackupProblem("The database holds tables of another program. Give Evenhand one of its own.")
    if replace:
        return
    for table in tables_at(applied(DEFAULT_DB_ALIAS)):
        name = table._meta.db_table
        if name not in OF_DJANGO and table._base_manager.exists():
            raise BackupProblem(f"The database is not empty: there are rows in {name}. Nothing was changed.")


@contextmanager
def built_anew() -> Iterator[None]:
    """Start from no table at all; what the block builds takes the place of what was there only if the block ends well.

    PostgreSQL: one transaction. SQLite: a new file, which is renamed at the end.
    """
    if connection.vendor == "sqlite":
        with _new_file():
            yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            unhurried(cursor)
            _drop_everything(cursor)
        yield


@contextmanager
def _new_file() -> Iterator[None]:
    config = connections.databases[DEFAULT_DB_ALIAS]
    path = Path(config["NAME"])
    aside = path.with_name(f".{path.name}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    _close_write_ahead_log(path)
    aside.unlink(missing_ok=True)
    try:
        aside.touch(mode=0o600)
        with default_database(deepcopy(config) | {"NAME": str(aside)}):
            yield
            _close_write_ahead_log(aside)
        _flush(aside)
        _close_write_ahead_log(path)
        aside.replace(path)
        _flush(path.parent)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            aside.with_name(aside.name + ending).unlink(missing_ok=True)


def _close_write_ahead_log(path: Path) -> None:
    """Leave nothing beside the file: a log that stayed would be played into the file that takes its place."""
    if not path.exists():
        return
    connection.close()
    config = deepcopy(connections.databases[DEFAULT_DB_ALIAS]) | {"NAME": str(path)}
    config["OPTIONS"] = {key: value for key, value in config["OPTIONS"].items() if key != "init_command"}
    config["OPTIONS"]["timeout"] = 1
    with default_database(config):
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=DELETE")
                mode = cursor.fetchone()[0]
        except DatabaseError as error:
            raise BackupProblem(IN_USE) from error
        if mode != "delete":
            raise BackupProblem(IN_USE)


def _drop_everything(cursor: Any) -> None:
    """Remove our tables and the functions of our triggers; what is not ours stays."""
    present = connection.introspection.table_names(cursor)
    if names := ", ".join(connection.ops.quote_name(name) for name in _ours(present)):
        cursor.execute(f"DROP TABLE {names}")
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.prorettype = 'trigger'::regtype"
        " AND p.pronamespace = current_schema()::regnamespace"
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        " AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgfoid = p.oid)"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {function}")


def _ours(present: list[str]) -> list[str]:
    """Those of the tables that are ours: by the models, and, after a newer version, by the names of its apps too."""
    loader = MigrationLoader(connection)
    seen = set(loader.applied_migrations)
    known = {table._meta.db_table for table in tables_at(seen & loader.disk_migrations.keys())} | set(NOT_MODELS)
    apps = () if seen <= loader.disk_migrations.keys() else tuple(f"{app}_" for app, _ in seen)
    return [name for name in present if name in known or name.startswith(apps)]


def migrate_to(migrations: Iterable[tuple[str, str]]) -> list[Table]:
    """Bring the database to where these migrations left it, and return its tables."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    wanted = {node for node in migrations if node in graph.nodes}
    last = [
        node
        for node in sorted(wanted)
        if not any(child.key in wanted and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]
    executor.migrate(last)
    return tables_at(wanted)


def migrate_forward() -> None:
    """Bring it to this version."""
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


def fill(tables: list[Table], lines: Callable[[Table], Iterable[bytes]], sequences: dict[str, int]) -> dict[str, Sum]:
    """Write all rows, and return count and hash of what each table was given. Raises ``BackupProblem``."""
    given = {table._meta.db_table: Sum() for table in tables}
    with transaction.atomic(), _guards_lifted():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # Migrations leave some references to be looked at at once.
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table in tables:
                # What a migration has put there is in the rows that come.
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table._meta.db_table)}")  # noqa: S608
        for table in tables:
            _fill_one(table, given[table._meta.db_table].over(lines(table)))
        _settle()
        write_sequences(DEFAULT_DB_ALIAS, sequences, tables)
    return given


def _fill_one(table: Table, lines: Iterable[bytes]) -> None:
    try:
        store(table, lines, DEFAULT_DB_ALIAS)
    except (DatabaseError, ValueError, TypeError) as error:
        raise BackupProblem(f"The database takes a row of {table._meta.db_table} not: {words_of(error)}") from error


def words_of(error: Exception) -> str:
    """What the database says, without the row that it may quote."""
    said = getattr(getattr(error.__cause__, "diag", None), "message_primary", None) or str(error)
    return f"{type(error).__name__}, {said.splitlines()[0][:200] if said else 'no words'}"


def _settle() -> None:
    """Have every reference between tables looked at now; on PostgreSQL no table can be altered before."""
    try:
        connection.check_constraints()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # For the rest of the transaction: migrations that follow alter tables.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        raise BackupProblem(f"The rows do not belong together: {words_of(error)}") from error


@contextmanager
def _guards_lifted() -> Iterator[None]:
    """Take the triggers away that keep what is sealed, since rows come in any order, and put them back at the end."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%%RAISE(%%'")
            guards = dict(cursor.fetchall())
            for name in guards:
                cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
            yield
            for statement in guards.values():
                cursor.execute(statement)
            return
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
        )
        guarded = [name for (name,) in cursor.fetchall()]
        for name in guarded:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield
        for name in guarded:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def compare(tables: list[Table], expected: dict[str, tuple[int, str]]) -> None:
    """Read every table back. Raises ``BackupProblem`` for the first that is not as expected: rows and hash."""
    for table in tables:
        name, found = table._meta.db_table, sum_of(table, DEFAULT_DB_ALIAS)
        if (found.count, found.sha256) != expected[name]:
            raise BackupProblem(
                f"{name} came out different: {found.count} rows for {expected[name][0]}, or other words in them."
            )


def unapplied() -> list[str]:
    """The migrations of this version that the database has not seen."""
    executor = MigrationExecutor(connection)
    return [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
