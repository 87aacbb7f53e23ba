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
        barrier.wait(timeout=10)
        try:
            found.append(act())
        except Refused as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(type(each).__name__ for each in found)


def test_of_two_editors_one_writes_and_the_other_hears_of_it() -> None:
    one, other = UserFactory(), UserFactory()
    question = add_question(values=LOAF, owner=one, by=one)

    def change(minutes: int, by) -> Callable[[], object]:
        values = replace(LOAF, minutes=minutes)
        return lambda: change_question(question=question, values=values, owner=one, revision=1, by=by)

    assert together(change(7, one), change(9, other)) == ["BankQuestion", "ChangedMeanwhile"]
    stored = BankQuestion.objects.get()
    assert (stored.revision, stored.minutes) == (2, 7 if stored.changed_by == one else 9)
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
