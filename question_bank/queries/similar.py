# ruff: noqa: S608  the statement is put together from what stands in this file
"""Questions in use that say much the same as a text."""

from functools import cache

from django.db import connection

from ..models import BankQuestion, Question, QuestionIndex, words_of
from .search import any_of

TELLING = 6
MOST_COMPARED = 300
MOST_WORDS = 60
LEAST = 0.3
_TABLE = "question_bank_questionindex"


def similar_questions(text: str, *, limit: int = 5, besides: Question | BankQuestion | None = None) -> list[int]:
    """Return the entries of the questions in use whose text is most like ``text``, without the question ``besides``.

    Likeness is the share of three-letter pieces that both have: other words in another order still count. Nothing is
    returned below ``LEAST``. PostgreSQL compares all of them, if it has an index of the pieces; else those are compared
    that have one of the ``TELLING`` longest words, which tell most. Two queries at most.
    """
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return []
    if has_trigrams():
        return _by_trigrams(words, limit, besides)
    return _by_words(words, limit, besides)


@cache
def has_trigrams() -> bool:
    """Whether the database itself can say which texts are alike; a process asks once, since a migration decides it."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{_TABLE}_trigrams"])
        return bool(cursor.fetchone()[0])


def _by_trigrams(words: list[str], limit: int, besides: Question | BankQuestion | None) -> list[int]:
    """The operator holds each text against ``LEAST``, which is what the extension begins with."""
    said = " ".join(words)
    other, values = ("", []) if besides is None else (f" AND {_column(besides)}_id IS DISTINCT FROM %s", [besides.pk])
    rows = f"SELECT id FROM {_TABLE} WHERE text %% %s{other} ORDER BY text <-> %s, id LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(rows, [said, *values, said, limit])
        return [row[0] for row in cursor.fetchall()]


def _by_words(words: list[str], limit: int, besides: Question | BankQuestion | None) -> list[int]:
    telling = sorted(dict.fromkeys(words), key=len, reverse=True)[:TELLING]
    rows = QuestionIndex.objects.filter(pk__in=any_of(telling, MOST_COMPARED))
    if besides is not None:
        rows = rows.exclude(**{_column(besides): besides.pk})
    pieces = _pieces(words)
    likeness = {pk: _likeness(pieces, _pieces(said.split())) for pk, said in rows.values_list("pk", "text")}
    close = sorted((pk for pk in likeness if likeness[pk] >= LEAST), key=lambda pk: (-likeness[pk], pk))
    return close[:limit]


def _column(question: Question | BankQuestion) -> str:
    return "question" if isinstance(question, Question) else "bank_question"


def _pieces(words: list[str]) -> set[str]:
    return {padded[at : at + 3] for word in words for padded in [f"  {word} "] for at in range(len(padded) - 2)}


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)
