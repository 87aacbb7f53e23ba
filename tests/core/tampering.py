"""The hand of somebody who owns the database: triggers and foreign keys out of the way for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def tamper() -> Iterator[None]:
    """Take the guards of the audit trail away and put them back. Inside a test's transaction."""
    guards = _sqlite() if connection.vendor == "sqlite" else _postgresql()
    with guards:
        yield


@contextmanager
def _sqlite() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'core_audit%'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        # Broken references are looked at when the transaction ends, which this one never does.
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


@contextmanager
def _postgresql() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
