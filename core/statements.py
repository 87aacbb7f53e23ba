"""Queries that are asked again and again, put together once.

Django puts a query together anew each time that it is asked. Where a rule has many parts, this takes several times as
long as the answer; what daily pages ask, and open ones every few seconds, goes through a ``Statement``.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from .prepared import Prepared

Value = int | str | datetime

MARKS: dict[type, list[Any]] = {
    int: [2_147_483_000 + number for number in range(9)],
    str: [f"\x1a{number}" for number in range(9)],
    datetime: [datetime(2999, 12, 31, 23, 59, 59, number, tzinfo=UTC) for number in range(9)],
}
"""What stands for the values while a query is put together: nothing that a query holds otherwise."""


class Statement:
    """A query without its values. Each process puts it together once per ``kind``, and then only fills them in.

    PostgreSQL plans it once per connection.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **types: type) -> None:
        """``build(kind, **values)`` returns the query; no other part of it may depend on when or by whom it is asked.

        Nor may a ``Prefetch`` in it hold a value or a moment: only the query itself is looked through.
        ``types`` says for each value whether it is an ``int``, a ``str`` or an aware ``datetime``.
        """
        self._build = build
        self._marks = {name: MARKS[type_][number] for number, (name, type_) in enumerate(types.items())}
        self._ready: dict[tuple[str, str], _Ready] = {}

    def all(self, kind: str = "", **values: Value) -> list[Any]:
        """What the query finds for ``values``: objects, or rows if it asks for values. As many queries as it takes."""
        ready = self._put_together(kind)
        if ready.prepared and settings.PREPARED_STATEMENTS:
            try:
                return ready.ask(*ready.prepared.call(values))
            except DatabaseError as error:
                if not ready.prepared.was_lost(error):
                    raise
        given = {_stored(mark): _stored(values[name]) for name, mark in self._marks.items()}
        return ready.ask(ready.sql, tuple(given.get(each, each) for each in ready.params))

    def first(self, kind: str = "", **values: Value) -> Any | None:
        """The first of ``all``, or None."""
        return next(iter(self.all(kind, **values)), None)

    def _put_together(self, kind: str) -> "_Ready":
        key = (connection.vendor, kind)
        if key not in self._ready:
            queryset = self._build(kind, **self._marks)
            compiler = queryset.query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            marks = {name: _stored(mark) for name, mark in self._marks.items()}
            if any(_is_moment(each) for each in set(params) - set(marks.values())):
                raise ValueError("A moment in a statement would stay the same for good.")
            if missing := set(marks.values()) - set(params):
                raise ValueError(f"The statement does not hold {len(missing)} of its values.")
            prepared = Prepared(sql, params, marks) if connection.vendor == "postgresql" else None
            self._ready[key] = _Ready(queryset, compiler, sql, params, prepared)
        return self._ready[key]


@dataclass(frozen=True)
class _Ready:
    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    prepared: Prepared | None

    def ask(self, sql: str, params: tuple[Any, ...]) -> list[Any]:
        compiler: Any = copy(self.compiler)
        # Django's compiler belongs to the connection of one thread, and would put the SQL together again.
        compiler.connection = connection
        compiler.as_sql = lambda *args, **options: (sql, params)
        found: Any = self.queryset.all()
        found.query.get_compiler = lambda *args, **options: compiler
        return list(found)


def _stored(value: Value) -> Any:
    """``value`` as the database is handed it: SQLite takes moments as text."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def _is_moment(value: Any) -> bool:
    """SQLite is handed moments as text."""
    return isinstance(value, date) or (isinstance(value, str) and parse_datetime(value) is not None)
