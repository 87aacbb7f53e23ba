"""Rows as lines of JSON that are the same on SQLite and PostgreSQL, and lines as rows again."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Collate
from django.utils.dateparse import parse_duration
from django.utils.duration import duration_iso_string

from .problem import BackupProblem

Table = type[models.Model]
ROWS_AT_ONCE = 500

ENCODERS: dict[type, Callable[[Any], object]] = {
    datetime: lambda value: (value.astimezone(UTC) if value.tzinfo else value).isoformat(timespec="microseconds"),
    date: lambda value: value.isoformat(),
    time: lambda value: value.isoformat(timespec="microseconds"),
    Decimal: str,
    UUID: str,
    timedelta: duration_iso_string,
    bytes: lambda value: base64.b64encode(value).decode("ascii"),
    memoryview: lambda value: base64.b64encode(bytes(value)).decode("ascii"),
}
DECODERS: dict[str, Callable[[Any], object]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "DecimalField": Decimal,
    "UUIDField": UUID,
    "DurationField": parse_duration,
    "BinaryField": base64.b64decode,
}


def applied(using: str) -> list[tuple[str, str]]:
    """The migrations that a database has seen, sorted. Raises ``BackupProblem`` for one that this version lacks."""
    loader = MigrationLoader(connections[using])
    if unknown := sorted(set(loader.applied_migrations) - set(loader.disk_migrations)):
        raise BackupProblem(
            f"The database was migrated by a newer Evenhand: {'.'.join(unknown[0])} is not known to this version."
        )
    return sorted(loader.applied_migrations)


def tables_at(migrations: Iterable[tuple[str, str]]) -> list[Table]:
    """The models, as they were after ``migrations``, by the names of their tables."""
    loader = MigrationLoader(None)
    state = loader.graph.make_state(
        nodes=[node for node in migrations if node in loader.graph.nodes], real_apps=loader.unmigrated_apps
    )
    found = state.apps.get_models(include_auto_created=True)
    kept = {model._meta.db_table: model for model in found if model._meta.managed and not model._meta.proxy}
    return [kept[name] for name in sorted(kept)]


def columns(table: Table) -> list[Any]:
    """The fields that have a column which is written, in a fixed order."""
    return sorted((field for field in table._meta.concrete_fields if not field.generated), key=lambda one: one.column)


def lines_of(table: Table, using: str) -> Iterator[bytes]:
    """Each row as one line, by primary key in the order of its bytes."""
    key: Any = models.F(table._meta.pk.attname)
    if connections[using].vendor == "postgresql" and isinstance(table._meta.pk, models.CharField):
        key = Collate(key, "C")
    rows = table._base_manager.using(using).order_by(key).values_list(*(field.attname for field in columns(table)))
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield encode(row)


def encode(row: Iterable[object]) -> bytes:
    """One row as a line."""
    values = [ENCODERS.get(type(value), _as_it_is)(value) for value in row]
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _as_it_is(value: object) -> object:
    return value


def store(table: Table, lines: Iterable[bytes], using: str) -> int:
    """Insert the rows as they stand, with their ids and times, and return how many there were."""
    fields = columns(table)
    decoders = [DECODERS.get(field.get_internal_type()) for field in fields]
    at_once = min(ROWS_AT_ONCE, connections[using].ops.bulk_batch_size(fields, [None] * ROWS_AT_ONCE))
    count, remaining = 0, iter(lines)
    while batch := [_object(table, fields, decoders, line) for line in islice(remaining, at_once)]:
        # Raw: no field gives itself a time or a name.
        table._base_manager._insert(batch, fields=fields, using=using, raw=True)  # type: ignore[attr-defined]
        count += len(batch)
    return count


def _object(table: Table, fields: list[Any], decoders: list[Any], line: bytes) -> models.Model:
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(fields):
        raise BackupProblem(f"A row of {table._meta.db_table} in the backup has not the columns that it should have.")
    decoded = [
        value if value is None or decode is None else decode(value)
        for value, decode in zip(values, decoders, strict=True)
    ]
    return table(**{field.attname: value for field, value in zip(fields, decoded, strict=True)})


class Sum:
    """Counts lines and hashes them as they pass."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.count, self._hash = 0, hashlib.sha256()

    def over(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Hand the lines on."""
        for line in lines:
            self.count += 1
            self._hash.update(line)
            yield line

    @property
    def sha256(self) -> str:
        """Of all lines so far."""
        return self._hash.hexdigest()


def sum_of(table: Table, using: str) -> Sum:
    """Read a table to its end."""
    found = Sum()
    for _ in found.over(lines_of(table, using)):
        pass
    return found
