"""Writing the lines of a file of questions: many rows with few statements. Called inside a transaction."""

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from question_bank.models import BankQuestion, Competency
from question_bank.queries import Line, LineState
from question_bank.question_format import QuestionValues

from .indexing import index_bank_questions

CHUNK = 500


class NotAsLookedAt(Refused):
    message = (
        "The bank changed since you looked. Nothing was written. Look at what the file does now, and confirm that."
    )


def write_lines(lines: list[Line], by: User) -> tuple[int, int]:
    """Write what is new and what changes of ``lines``; return how many each were.

    Raises ``NotAsLookedAt`` if somebody else wrote it in between.
    """
    added, changed = ([line for line in lines if line.state == state] for state in (LineState.ADDED, LineState.CHANGED))
    made, rewritten = _written(added, changed, by)
    audit.record_each("bank_question.changed", by=by, objs=rewritten, scope=_none)
    audit.record_each("bank_question.added", by=by, objs=made, scope=_none)
    return len(made), len(rewritten)


def _none(_: object) -> str:
    """Questions belong to no candidacy."""
    return ""


def _written(added: list[Line], changed: list[Line], by: User) -> tuple[list[BankQuestion], list[BankQuestion]]:
    """Write what is new and what changes. Raises ``NotAsLookedAt`` if somebody else wrote it in between."""
    try:
        with transaction.atomic():
            # In this order: a new question may have a text that another one gives up.
            rewritten = _changed(changed, by)
            made = _made(added, by)
            _write_beside([*rewritten, *made], [*changed, *added])
    except IntegrityError as error:
        raise NotAsLookedAt from error
    return made, rewritten


def _made(lines: list[Line], by: User) -> list[BankQuestion]:
    return BankQuestion.objects.bulk_create(
        (
            BankQuestion(key=line.key, owner=line.owner, changed_by=by, **line.values.columns())
            for line in lines
            if line.values
        ),
        batch_size=CHUNK,
    )


def _changed(lines: list[Line], by: User) -> list[BankQuestion]:
    """Lock and write those that change; raises ``NotAsLookedAt`` if one did since the plan was made."""
    revisions = {line.question.pk: line.question.revision for line in lines if line.question}
    rows: dict[int, BankQuestion] = {}
    for part in _chunks(sorted(revisions)):
        rows |= BankQuestion.objects.select_for_update().in_bulk(part)
    if {pk: row.revision for pk, row in rows.items()} != revisions:
        raise NotAsLookedAt
    for part in _chunks(sorted(revisions)):
        # Two may swap their texts, and no two have the same at any time.
        own = Concat(Value("~"), Cast(F("pk"), CharField()))
        BankQuestion.objects.filter(pk__in=part).update(fingerprint=own)
    written = [_rewritten(rows[line.question.pk], line, by) for line in lines if line.question]
    said = QuestionValues("", "").columns()
    # Each row conflicts with itself, and is updated: many times faster than an update that names every value and row.
    BankQuestion.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["owner", "revision", "changed_at", "changed_by", *said],
        batch_size=CHUNK,
    )
    return written


def _rewritten(question: BankQuestion, line: Line, by: User) -> BankQuestion:
    for name, value in (line.values.columns() if line.values else {}).items():
        setattr(question, name, value)
    question.owner = line.owner
    question.revision += 1
    question.changed_at, question.changed_by = timezone.now(), by
    return question


def _write_beside(questions: list[BankQuestion], lines: list[Line]) -> None:
    """What stands beside the questions' own table: their competencies and their places in the index."""
    ids = dict(Competency.objects.values_list("key", "pk"))
    asks = BankQuestion.competencies.through
    pairs = list(zip(questions, lines, strict=True))
    for part in _chunks(pairs):
        pks = [question.pk for question, _ in part]
        asks.objects.filter(bankquestion__in=pks).delete()
        asks.objects.bulk_create(
            asks(bankquestion_id=question.pk, competency_id=ids[key])
            for question, line in part
            if line.values
            for key in line.values.competencies
        )
        index_bank_questions(BankQuestion.objects.filter(pk__in=pks).order_by("pk").whole())


def _chunks(rows: list[Any]) -> Iterator[list[Any]]:
    for at in range(0, len(rows), CHUNK):
        yield rows[at : at + CHUNK]
