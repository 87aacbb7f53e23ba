"""Questions that stand in the bank by themselves: written, changed, retired and brought back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from question_bank.models import BankQuestion, Competency
from question_bank.question_format import QuestionValues, key_from, values_of

from .indexing import index_bank_questions


class TextKnown(Refused):
    message = "The bank holds this question already."
    field = "text"


class ChangedMeanwhile(Refused):
    """``question`` is as it stands now."""

    def __init__(self, question: BankQuestion) -> None:
        """Say who changed it."""
        self.question = question
        super().__init__(f"{question.changed_by.name} changed this question while you wrote. Nothing of yours is lost.")


class IsRetired(Refused):
    message = "This question is retired. Bring it back first."


@transaction.atomic
def add_question(*, values: QuestionValues, owner: User, by: User) -> BankQuestion:
    """Put a question into the bank. Raises ``TextKnown``."""
    question = BankQuestion(
        key=_free_key(key_from(values.text)),
        owner=owner,
        changed_by=by,
        **values.columns(),
    )
    _save(question)
    question.competencies.set(Competency.objects.filter(key__in=values.competencies))
    index_bank_questions([question])
    audit.record("bank_question.added", by=by, obj=question)
    return question


@transaction.atomic
def change_question(
    *, question: BankQuestion, values: QuestionValues, owner: User, revision: int, by: User
) -> BankQuestion:
    """Write ``values`` over what the question says, if it still is as it was at ``revision``.

    Returns the question as it stands. Raises ``ChangedMeanwhile``, ``IsRetired``, ``TextKnown``.
    """
    current = _locked(question)
    if current.retired_at:
        raise IsRetired
    if current.revision != revision:
        raise ChangedMeanwhile(current)
    if values_of(current) == values and current.owner_id == owner.pk:
        return current
    for name, value in values.columns().items():
        setattr(current, name, value)
    current.owner = owner
    _touch(current, by)
    _save(current)
    current.competencies.set(Competency.objects.filter(key__in=values.competencies))
    index_bank_questions([_locked(current)])
    audit.record("bank_question.changed", by=by, obj=current)
    return current


@transaction.atomic
def retire_question(*, question: BankQuestion, by: User) -> None:
    """Take the question out of the bank's list; it can be brought back. Twice is once."""
    current = _locked(question)
    if current.retired_at:
        return
    current.retired_at, current.retired_by = timezone.now(), by
    _touch(current, by)
    _save(current)
    index_bank_questions([current])
    audit.record("bank_question.retired", by=by, obj=current)


@transaction.atomic
def bring_back_question(*, question: BankQuestion, by: User) -> None:
    """Let a retired question stand in the bank again. Raises ``TextKnown``."""
    current = _locked(question)
    if not current.retired_at:
        return
    current.retired_at = current.retired_by = None
    _touch(current, by)
    _save(current)
    index_bank_questions([current])
    audit.record("bank_question.brought_back", by=by, obj=current)


def _locked(question: BankQuestion) -> BankQuestion:
    # Without its people: PostgreSQL drops a row from a join whose other side changed while it waited for the lock.
    return BankQuestion.objects.select_for_update().get(pk=question.pk)


def _touch(question: BankQuestion, by: User) -> None:
    question.revision += 1
    question.changed_at, question.changed_by = timezone.now(), by


def _save(question: BankQuestion) -> None:
    """Raises ``TextKnown`` for a text that another question has; the constraint sees what two write at once."""
    same = BankQuestion.objects.standing().filter(fingerprint=question.fingerprint).exclude(pk=question.pk)
    if question.retired_at is None and same.exists():
        raise TextKnown
    try:
        with transaction.atomic():
            question.save()
    except IntegrityError as error:
        raise TextKnown from error


def _free_key(key: str) -> str:
    """``key``, or with a number behind it if a question has it, which said the same once."""
    taken = set(BankQuestion.objects.filter(key__startswith=key).values_list("key", flat=True))
    number = 1
    while (free := key if number == 1 else f"{key}-{number}") in taken:
        number += 1
    return free
