"""Two people at the same question at the same moment."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from question_bank.models import BankQuestion, QuestionIndex
from question_bank.question_format import QuestionValues
from question_bank.services import ChangedMeanwhile, add_question, change_question, retire_question
from tests.factories import UserFactory
from tests.rig.races import behind, together

pytestmark = pytest.mark.django_db(transaction=True)
LOAF = QuestionValues("Which loaf was your best?", "behavioural")


def test_of_two_editors_one_writes_and_the_other_hears_of_it() -> None:
    one, other = UserFactory(), UserFactory()
    question = add_question(values=LOAF, owner=one, by=one)

    def change(minutes: int, by) -> Callable[[], object]:
        values = replace(LOAF, minutes=minutes)
        return lambda: change_question(question=question, values=values, owner=one, revision=1, by=by)

    refused = behind(change(9, other), change(7, one))
    assert isinstance(refused, ChangedMeanwhile), refused
    assert other.name in refused.message
    stored = BankQuestion.objects.get()
    assert (stored.revision, stored.minutes, stored.changed_by) == (2, 9, other)
    assert QuestionIndex.objects.count() == 1


def test_the_same_text_is_added_once() -> None:
    one, other = UserFactory(), UserFactory()
    found = together(*(lambda by=by: add_question(values=LOAF, owner=by, by=by) for by in (one, other)))
    assert sorted(type(each).__name__ for each in found) == ["BankQuestion", "TextKnown"]
    assert BankQuestion.objects.count() == QuestionIndex.objects.count() == 1


def test_a_question_retired_twice_at_once_is_retired_once() -> None:
    by = UserFactory()
    question = add_question(values=LOAF, owner=by, by=by)
    assert together(*[lambda: retire_question(question=question, by=by)] * 2) == [None, None]
    assert BankQuestion.objects.get().revision == 2
