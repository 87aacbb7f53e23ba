"""Two people at the same question at the same moment."""

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from django.db import connection

from core.errors import Refused
from question_bank.models import BankQuestion, QuestionIndex
from question_bank.question_format import QuestionValues
from question_bank.services import add_question, change_question, retire_question
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
LOAF = QuestionValues("Which loaf was your best?", "behavioural")


def together(*acts: Callable[[], object]) -> list[str]:
    """Run ``acts`` at once, each with its own connection; the names of what each gave or refused."""
    barrier, found = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        if connection.vendor == "postgresql":  # On a busy machine the first may take longer than a page may wait.
            connection.cursor().execute("SET lock_timeout = '25s'")
        barrier.wait(timeout=20)
        try:
            found.append(act())
        except Exception as error:  # noqa: BLE001  whatever it was, the test names it
            found.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(
        type(each).__name__ if not isinstance(each, Exception) or isinstance(each, Refused) else repr(each)
        for each in found
    )


def test_of_two_editors_one_writes_and_the_other_hears_of_it() -> None:
    one, other = UserFactory(), UserFactory()
    question = add_question(values=LOAF, owner=one, by=one)

    # Once in peace, so that the two below race for the row and for nothing else.
    change_question(question=question, values=replace(LOAF, minutes=5), owner=one, revision=1, by=one)
    start = BankQuestion.objects.get().revision

    def change(minutes: int, by) -> Callable[[], object]:
        values = replace(LOAF, minutes=minutes)
        return lambda: change_question(question=question, values=values, owner=one, revision=start, by=by)

    assert together(change(7, one), change(9, other)) == ["BankQuestion", "ChangedMeanwhile"]
    stored = BankQuestion.objects.get()
    assert (stored.revision, stored.minutes) == (start + 1, 7 if stored.changed_by == one else 9)
    assert QuestionIndex.objects.count() == 1


def test_the_same_text_is_added_once() -> None:
    one, other = UserFactory(), UserFactory()
    found = together(*(lambda by=by: add_question(values=LOAF, owner=by, by=by) for by in (one, other)))
    assert found == ["BankQuestion", "TextKnown"]
    assert BankQuestion.objects.count() == QuestionIndex.objects.count() == 1


def test_a_question_retired_twice_at_once_is_retired_once() -> None:
    by = UserFactory()
    question = add_question(values=LOAF, owner=by, by=by)
    assert together(*[lambda: retire_question(question=question, by=by)] * 2) == ["NoneType", "NoneType"]
    assert BankQuestion.objects.get().revision == 2
