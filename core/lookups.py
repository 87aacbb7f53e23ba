"""Lookups of our own: which of several, as one value."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Field, Lookup


def listed(ids: Iterable[int]) -> str:
    """Return ``ids`` as the one text that ``among`` takes."""
    return ",".join(map(str, ids))


@Field.register_lookup
class Among(Lookup):
    """``pk__among=listed(ids)``: like ``in``, but the same SQL for any number of ids, as a ``Statement`` needs it.

    For columns of whole numbers only.
    """

    lookup_name = "among"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Leave the text as it is: it is no value of the field."""
        return "%s", (value,)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """SQLite has no arrays, but reads JSON."""
        return self._joined(compiler, connection, "{} IN (SELECT value FROM json_each('[' || {} || ']'))")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """An array is looked for by index."""
        return self._joined(compiler, connection, "{} = ANY (string_to_array({}, ',')::bigint[])")

    def _joined(self, compiler: Any, connection: Any, words: str) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        value, more = self.process_rhs(compiler, connection)
        return words.format(column, value), (*params, *more)
