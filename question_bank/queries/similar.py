"""Questions in use that say much the same as a text."""

from ..models import BankQuestion, Question, QuestionIndex, words_of
from .search import any_of

TELLING = 6
MOST_COMPARED = 300
LEAST = 0.3


def similar_questions(text: str, *, limit: int = 5, besides: Question | BankQuestion | None = None) -> list[int]:
    """Return the entries of the questions in use whose text is most like ``text``, without the question ``besides``.

    Compared are those with one of its ``TELLING`` longest words, which tell most, by the share of three-letter pieces
    that both have: other words in another order still count. Nothing is returned below ``LEAST``. Two queries.
    """
    words = words_of(text)
    telling = sorted(dict.fromkeys(words), key=len, reverse=True)[:TELLING]
    if not telling:
        return []
    rows = QuestionIndex.objects.filter(pk__in=any_of(telling, MOST_COMPARED))
    if besides is not None:
        rows = rows.exclude(**{"question" if isinstance(besides, Question) else "bank_question": besides.pk})
    pieces = _pieces(words)
    likeness = {pk: _likeness(pieces, _pieces(said.split())) for pk, said in rows.values_list("pk", "text")}
    close = sorted((pk for pk in likeness if likeness[pk] >= LEAST), key=lambda pk: (-likeness[pk], pk))
    return close[:limit]


def _pieces(words: list[str]) -> set[str]:
    return {padded[at : at + 3] for word in words for padded in [f"  {word} "] for at in range(len(padded) - 2)}


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)
