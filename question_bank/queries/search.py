# ruff: noqa: S608  the statements are put together from what stands in this file
"""Finding questions by their words and by what they are: one search in the database's own index of words."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from ..models import facet, in_text, words_of
from .use import ASKED, OVERUSED, ids_of

MOST_FOUND = 1_000
MOST_WORDS = 20
# The table that the database searches in, its column with the ids of entries, and the condition.
_SQLITE = ("question_bank_questionindex_fts", "rowid", "question_bank_questionindex_fts MATCH %s")
_POSTGRESQL = ("question_bank_questionindex", "id", "lexemes @@ %s::tsquery")


@dataclass(frozen=True)
class Found:
    """The entries of the index that fit, best first, and whether there are ``more``."""

    entries: list[int]
    more: bool


def find_questions(*, q: str = "", use: str = "", user: Any = None, most: int | None = None, **facets: str) -> Found:
    """Find the questions in use with every word of ``q``, or its beginning, and with all of ``facets``. One query.

    ``use`` is "never" for those never asked, "overused" for those asked too often, as far as ``user`` may know.

    ``where`` is "guide" for those that guides ask, "bank" for those that stand in the bank and in no guide.

    ``most`` are returned, ``MOST_FOUND`` if it is not said.

    Signs between words say nothing. Those with all words in the question itself come first, then those with some in the
    areas to cover, the follow-ups or the guidance; among equals in the order in which they came into use.
    """
    given = words_of(q)
    words = list(dict.fromkeys(given))[:MOST_WORDS]
    if q.strip() and not words:
        return Found([], more=False)
    chosen = [_whole(facet(name, value)) for name, value in facets.items() if value]
    everywhere = [*chosen, *(_beginning(word) for word in words)]
    first = [*chosen, *(_beginning(in_text(word)) for word in words)]
    tiers = [_all(first), _all_but(everywhere, first)] if words else [_all(chosen)]
    most = MOST_FOUND if most is None else most
    ids = _ids(tiers, _among(use, user), most + 1)
    return Found(ids[:most], more=len(ids) > most)


def any_of(words: list[str], limit: int) -> list[int]:
    """Return ``limit`` entries at most of questions in use that have one of ``words`` in their text. One query."""
    marks = [_whole(in_text(word)) for word in words]
    return _ids([(" OR " if _on_sqlite() else " | ").join(marks)], _EVERYWHERE, limit)


@dataclass(frozen=True)
class _Among:
    """A condition on ids, for the end of "WHERE id". ``named`` stands before the statement, so that the database works
    out once what every tier is held against; ``values`` are its."""

    condition: str
    named: str = ""
    values: tuple[Any, ...] = ()


_EVERYWHERE = _Among("IS NOT NULL")


def _among(use: str, user: Any) -> _Among:
    """What ``use`` lets through."""
    rule, how = {"never": (ASKED, "NOT IN"), "overused": (OVERUSED, "IN")}.get(use, ("", ""))
    ids: QuerySet[Any] | None = ids_of(rule, user)
    if ids is None:
        return _EVERYWHERE
    sql, values = ids.query.sql_with_params()
    return _Among(f"{how} (SELECT id FROM used)", f"WITH used (id) AS ({sql}) ", values)


def _ids(tiers: list[str], among: _Among, limit: int) -> list[int]:
    table, pk, matches = _SQLITE if _on_sqlite() else _POSTGRESQL
    parts: list[str] = []
    values = [*among.values]
    for tier, expression in enumerate(tiers):
        where = f"{table}.{pk} {among.condition}" + (f" AND {matches}" if expression else "")
        rows = f"SELECT {pk} AS id, {tier} AS tier FROM {table} WHERE {where} ORDER BY {pk} LIMIT %s"
        parts.append(f"SELECT * FROM ({rows}) AS t{tier}")
        values += [*([expression] if expression else []), limit]
    with connection.cursor() as cursor:
        cursor.execute(f"{among.named}{' UNION ALL '.join(parts)} ORDER BY tier, id LIMIT %s", [*values, limit])
        return [row[0] for row in cursor.fetchall()]


def _on_sqlite() -> bool:
    return connection.vendor == "sqlite"


# A mark has letters, digits and the signs "=#:-_" only, so that quotes hold it whole in both languages.
def _whole(mark: str) -> str:
    return f'"{mark}"' if _on_sqlite() else f"'{mark}'"


def _beginning(mark: str) -> str:
    return f'"{mark}"*' if _on_sqlite() else f"'{mark}':*"


def _all(marks: list[str]) -> str:
    return (" AND " if _on_sqlite() else " & ").join(marks)


def _all_but(marks: list[str], those: list[str]) -> str:
    return f"({_all(marks)}) NOT ({_all(those)})" if _on_sqlite() else f"{_all(marks)} & !({_all(those)})"
