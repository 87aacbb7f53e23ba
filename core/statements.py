"""Queries that are asked again and again, put together once.

Django puts a query together anew each time that it is asked. Where a rule has many parts, this takes several times as
long as the answer; what open pages ask for every few seconds goes through a ``Statement``.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

MARKS = {int: [2_147_483_000 + number for number in range(9)], str: [f"\x1a{number}" for number in range(9)]}
"""What stands for the values while a query is put together: nothing that a query holds otherwise."""


class Statement:
    """The SQL of a query, remembered with the places of its values; each process puts it together once per ``kind``."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **types: type) -> None:
        """``build(kind, **values)`` returns the query, of which no other part may depend on when or by whom it is asked.

        ``types`` says for each value whether it is an ``int`` or a ``str``.
        """
        self._build = build
        self._marks = {name: MARKS[type_][number] for number, (name, type_) in enumerate(types.items())}
        self._known: dict[tuple[str, str], tuple[str, tuple[Any, ...]]] = {}

    def rows(self, kind: str, **values: int | str) -> list[tuple[Any, ...]]:
        """The rows of the query for ``values``, as the database gives them. One query."""
        sql, params = self._put_together(kind)
        names = {mark: name for name, mark in self._marks.items()}
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[names[each]] if each in names else each for each in params])
            return cursor.fetchall()

    def _put_together(self, kind: str) -> tuple[str, tuple[Any, ...]]:
        key = (connection.vendor, kind)
        if key not in self._known:
            sql, params = self._build(kind, **self._marks).query.sql_with_params()
            if any(_is_moment(each) for each in params):
                raise ValueError("A moment in a statement would stay the same for good.")
            if missing := set(self._marks.values()) - set(params):
                raise ValueError(f"The statement does not hold {len(missing)} of its values.")
            self._known[key] = (sql, params)
        return self._known[key]


def _is_moment(value: Any) -> bool:
    """SQLite is handed moments as text."""
    return isinstance(value, date) or (isinstance(value, str) and parse_datetime(value) is not None)
