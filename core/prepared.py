"""Queries that PostgreSQL plans once per connection: for a rule of many parts, planning takes longer than answering."""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DatabaseError, connection

TYPES = {int: "bigint", str: "text", datetime: "timestamptz"}
PLACE = re.compile("%[s%]")
# PostgreSQL's codes for a statement that this connection does not know or knows already, since a pooler hands
# connections round, and for one that was prepared before a migration changed what it answers with.
LOST = {"26000", "42P05", "0A000"}

_numbers = count(1)
_names: WeakKeyDictionary[Any, dict["Prepared", str]] = WeakKeyDictionary()


class Prepared:
    """One query with places for its values; each connection prepares it when it first asks."""

    def __init__(self, sql: str, params: tuple[Any, ...], marks: Mapping[str, Any]) -> None:
        """Take Django's ``sql`` and ``params``; those that equal one of ``marks`` are the places of that value."""
        self._sql, self._params = sql, params
        self._places = {mark: f"${number}" for number, mark in enumerate(marks.values(), start=1)}
        self._types = [TYPES[type(mark)] for mark in marks.values()]
        self._values = list(marks)

    def call(self, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL, and its parameters, by which this thread's connection asks for ``values``."""
        with connection.cursor() as cursor, connection.wrap_database_errors:
            names = _names.setdefault(connection.connection, {})
            if self not in names:
                # Past Django's record of queries: how many a page takes must not depend on who came before. A new name
                # each time: one that a migration has made useless stays on its connection.
                name = f"evenhand_{next(_numbers)}"
                cursor.cursor.execute(self._definition(cursor.cursor, name))
                names[self] = name
        arguments = tuple(values[name] for name in self._values)
        return f"EXECUTE {names[self]}{_list(['%s' for _ in arguments])}", arguments

    def was_lost(self, error: DatabaseError) -> bool:
        """Whether ``error`` says that the connection has lost this query, and it can be asked in the usual way."""
        if getattr(error.__cause__, "pgcode", "") not in LOST:
            return False
        _names.get(connection.connection, {}).pop(self, None)
        return not connection.in_atomic_block

    def _definition(self, cursor: Any, name: str) -> str:
        params = iter(self._params)

        def fill(place: re.Match[str]) -> str:
            if place[0] == "%%":
                return "%"
            value = next(params)
            return self._places.get(value) or cursor.mogrify("%s", (value,)).decode()

        return f"PREPARE {name}{_list(self._types)} AS {PLACE.sub(fill, self._sql)}"


def _list(parts: list[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""
