"""A large file of questions, written in parts: whoever saves meanwhile waits for one part at most, and what was stopped
in the middle goes on with the first part that is not written."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from core.jobs import enqueue
from core.models import Job
from question_bank.models import QuestionImport, QuestionImportPart, fingerprint_of
from question_bank.queries import Line, LineState, plan_of_rows

from .question_rows import NotAsLookedAt, write_lines

JOB = "question_bank.import_questions"
TRIES = 3


class KeepsChanging(Refused):
    message = "Others were changing the same questions. What was written stands; the rest can go on."


class MayNotWrite(Refused):
    message = "You may not write questions any more, so the rest was not written."


def begin_import(upload: QuestionImport, lines: list[Line], *, most: int, by: User) -> QuestionImport:
    """Cut what is to be written into parts of ``most`` rows, and let a job write them. Inside the caller's transaction,
    which holds the file."""
    rows = {row[0]: row for row in upload.rows}
    QuestionImportPart.objects.bulk_create(
        QuestionImportPart(
            upload=upload,
            number=number,
            size=len(part),
            rows=[rows[line.number] for line in part],
            told={str(line.number): line.told for line in part},
        )
        for number, part in enumerate(_parts(lines, most), 1)
    )
    upload.rows, upload.confirmed_at = [], timezone.now()
    return _with_job(upload, by)


@transaction.atomic
def go_on_with_import(*, upload: QuestionImport, by: User) -> QuestionImport:
    """Go on with a file whose job was stopped for good; otherwise change nothing."""
    current = QuestionImport.objects.select_for_update().get(pk=upload.pk)
    stopped = current.confirmed_at and not current.done_at and (current.job is None or current.job.is_over)
    return _with_job(current, by) if stopped else current


def write_parts(*, upload: QuestionImport, by: User) -> Iterator[tuple[int, int]]:
    """Write the parts that are not written yet, each whole; after each, yield how many rows are done, and of how many.

    Raises ``KeepsChanging`` and ``MayNotWrite``; what was written before stands.
    """
    total = _rows_in(upload.parts.all())
    while part := upload.parts.filter(done_at=None).order_by("number").first():
        by.refresh_from_db()
        if not by.is_active or not by.has_perm("question_bank.manage_questions"):
            raise MayNotWrite
        _write(part, by)
        yield _rows_in(upload.parts.exclude(done_at=None)), total


def _rows_in(parts: QuerySet[QuestionImportPart]) -> int:
    return int(parts.aggregate(rows=Sum("size", default=0))["rows"])


def _with_job(upload: QuestionImport, by: User) -> QuestionImport:
    upload.job = enqueue(JOB, by=by, priority=Job.Priority.SOON, upload_id=upload.pk)
    upload.save()
    return upload


def _write(part: QuestionImportPart, by: User) -> None:
    """Write what is still as it was confirmed; if somebody writes the same between look and lock, look again."""
    for _ in range(TRIES):
        lines = plan_of_rows(part.rows, by).lines
        try:
            return _write_as_seen(part, lines, by)
        except NotAsLookedAt:
            continue
    raise KeepsChanging


@transaction.atomic
def _write_as_seen(part: QuestionImportPart, lines: list[Line], by: User) -> None:
    current = QuestionImportPart.objects.select_for_update().get(pk=part.pk)
    if current.done_at:
        return
    confirmed = [line for line in lines if _is_as_told(line, current)]
    current.added, current.changed = write_lines(confirmed, by)
    current.left = [[line.number, line.text, _why(line)] for line in lines if not _is_as_told(line, current)]
    current.rows, current.told, current.done_at = [], {}, timezone.now()
    current.save()
    if not current.upload.parts.filter(done_at=None).exists():
        _end(current.upload, by)


def _is_as_told(line: Line, part: QuestionImportPart) -> bool:
    return bool(line.told == part.told[str(line.number)])


def _end(upload: QuestionImport, by: User) -> None:
    done = upload.parts.aggregate(added=Sum("added"), changed=Sum("changed"))
    upload.added, upload.changed, upload.done_at = done["added"], done["changed"], timezone.now()
    upload.save(update_fields=["added", "changed", "done_at"])
    audit.record("questions.imported", by=by, obj=upload, added=upload.added, changed=upload.changed)


def _why(line: Line) -> str:
    """Say why a line was left alone."""
    if line.wrong:
        return next(iter(line.wrong.values()))
    if line.state == LineState.SAME:
        return "The bank says this already."
    return "Somebody changed this question after you confirmed."


def _parts(lines: list[Line], most: int) -> Iterator[list[Line]]:
    """Yield the lines in parts of ``most``. Lines of which one takes the text that another gives up stay together,
    since the bank holds a text once at any time: such a part may be larger."""
    part: list[Line] = []
    for together in _together(lines):
        if part and len(part) + len(together) > most:
            yield part
            part = []
        part = [*part, *together]
    if part:
        yield part


def _together(lines: list[Line]) -> list[list[Line]]:
    group = {line.number: [line] for line in lines}
    gives_up = {line.question.fingerprint: line for line in lines if line.question}
    for line in lines:
        other = gives_up.get(fingerprint_of(line.values.text)) if line.values else None
        if other and group[other.number] is not group[line.number]:
            joined = [*group[other.number], *group[line.number]]
            group |= {each.number: joined for each in joined}
    return list({id(each): each for each in group.values()}.values())
