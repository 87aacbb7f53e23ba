"""One moment of a database, however much is written meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from .rows import Table, applied, tables_at

SNAPSHOT = "snapshot"


@dataclass
class Moment:
    """What a database held then: read it through the alias ``using`` while the block that made it lasts."""

    using: str
    migrations: list[tuple[str, str]]
    tables: list[Table]
    sequences: dict[str, int] = field(default_factory=dict)

    def file_names(self) -> set[str]:
        """The names of all stored files that a row names."""
        return {name for table, column in file_columns(self.tables) for name in names_in(table, column, self.using)}


@contextmanager
def snapshot(*, alone: bool = False) -> Iterator[Moment]:
    """Hold one moment of the default database. ``alone`` keeps everybody else from writing as long as it lasts.

    SQLite: a transaction that reads sees what was committed when it began, the write-ahead log included.
    """
    config = deepcopy(connections[DEFAULT_DB_ALIAS].settings_dict)
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        config["OPTIONS"]["transaction_mode"] = "IMMEDIATE" if alone else "DEFERRED"
    # Within its one transaction a pooler keeps to one connection, and long tables are read piece by piece.
    config["DISABLE_SERVER_SIDE_CURSORS"] = False
    with another(SNAPSHOT, config) as connection:
        migrations = applied(SNAPSHOT)
        tables = tables_at(migrations)
        with transaction.atomic(using=SNAPSHOT):
            if connection.vendor == "postgresql":
                _hold(connection, tables, alone)
            moment = Moment(SNAPSHOT, migrations, tables)
            moment.sequences = read_sequences(SNAPSHOT, tables)
            yield moment


def _hold(connection: Any, tables: list[Table], alone: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ{'' if alone else ', READ ONLY'}")
        unhurried(cursor)
        if alone:
            names = ", ".join(connection.ops.quote_name(table._meta.db_table) for table in tables)
            cursor.execute(f"LOCK TABLE {names} IN SHARE MODE")


def unhurried(cursor: Any) -> None:
    """Let a PostgreSQL transaction take as long as it takes, but not wait for a lock for ever."""
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    cursor.execute("SET LOCAL lock_timeout = '15s'")


@contextmanager
def another(alias: str, config: dict[str, Any]) -> Iterator[Any]:
    """Open a second connection under an alias of its own, and close it afterwards."""
    connections.databases[alias] = config
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def file_columns(tables: list[Table]) -> list[tuple[Table, str]]:
    """Every column that names stored files."""
    return [
        (table, field.attname)
        for table in tables
        for field in table._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]


def names_in(table: Table, column: str, using: str) -> Iterator[str]:
    """The names in one of these columns."""
    rows = table._base_manager.using(using).exclude(**{column: ""}).values_list(column, flat=True)
    return (str(name) for name in rows.iterator(chunk_size=2_000))


def read_sequences(using: str, tables: list[Table]) -> dict[str, int]:
    """The last id that each table has given, also if its row is gone: ids are never given twice."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            known = {table._meta.db_table for table in tables}
            return {name: int(last) for name, last in cursor.fetchall() if name in known}
        found = {}
        for table, sequence in _sequences(cursor, tables):
            cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 - PostgreSQL named it
            last, given = cursor.fetchone()
            found[table] = int(last) if given else 0
        return found


def write_sequences(using: str, last_ids: dict[str, int], tables: list[Table]) -> None:
    """Go on after the ids that were given last."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table, last in last_ids.items():
                cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [last, table])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) SELECT %s, %s "
                    "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
                    [table, last, table],
                )
            return
        for table, sequence in _sequences(cursor, tables):
            if last_ids.get(table):
                cursor.execute("SELECT setval(%s, %s, true)", [sequence, last_ids[table]])


def _sequences(cursor: Any, tables: list[Table]) -> list[tuple[str, str]]:
    found = []
    for table in tables:
        name, key = table._meta.db_table, table._meta.pk.column
        cursor.execute("SELECT pg_get_serial_sequence(quote_ident(%s), %s)", [name, key])
        if (sequence := cursor.fetchone()[0]) is not None:
            found.append((name, sequence))
    return found
