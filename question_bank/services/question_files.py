"""Questions by file: read it, look at what it does, do all of it or nothing; take questions along."""

from collections.abc import Iterator
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.errors import Refused
from core.spreadsheet import Unreadable, read_table
from question_bank.models import QuestionImport
from question_bank.queries import LineState, file_rows, plan_of
from question_bank.question_format import columns_of

from .question_parts import begin_import
from .question_rows import NotAsLookedAt, write_lines

MOST_ROWS = 10_000
LARGEST = 5_000_000
# So many rows are written at once: on SQLite nobody else writes meanwhile, and a save must not wait for half a second.
# A file with more is written by a job in such parts.
AT_ONCE = 100


class HasProblems(Refused):
    message = "Nothing was written, since some rows cannot be read."


@transaction.atomic
def upload_questions(*, file: "File[Any]", by: User) -> QuestionImport:
    """Read a file and keep what it says, in place of what ``by`` uploaded before. Raises ``Unreadable``."""
    table = read_table(file.read(), most_rows=MOST_ROWS)
    columns = columns_of(table.columns)
    if not table.rows:
        raise Unreadable("There is no question below the names of the columns.")
    names = dict(zip(table.columns, columns, strict=True))
    QuestionImport.objects.of(by).filter(done_at=None, confirmed_at=None).delete()
    return QuestionImport.objects.create(
        name=(file.name or "questions")[-255:],
        columns=[column for column in columns if column],
        rows=[[row.number, *(_renamed(cells, names) for cells in (row.cells, row.wrong))] for row in table.rows],
        uploaded_by=by,
    )


def import_questions(*, upload: QuestionImport, digest: str, by: User) -> QuestionImport:
    """Do what the file says: at once and all of it, or, if there is much to do, let a job begin. Twice is once.

    ``digest`` names the plan that was looked at. Raises ``NotAsLookedAt``, ``HasProblems``.
    """
    # Read before the transaction, which keeps others from writing on SQLite; what has changed since is noticed in it.
    plan = plan_of(upload, by)
    with transaction.atomic():
        current = QuestionImport.objects.select_for_update().get(pk=upload.pk)
        if current.done_at or current.confirmed_at:
            return current
        if plan.digest != digest:
            raise NotAsLookedAt
        if plan.of(LineState.WRONG):
            raise HasProblems
        lines = [*plan.of(LineState.CHANGED), *plan.of(LineState.ADDED)]
        if len(lines) > AT_ONCE:
            return begin_import(current, lines, most=AT_ONCE, by=by)
        current.added, current.changed = write_lines(lines, by)
        current.rows, current.done_at = [], timezone.now()
        current.save()
        audit.record("questions.imported", by=by, obj=current, added=current.added, changed=current.changed)
        return current


def export_questions(*, entries: list[int], by: User) -> Iterator[list[object]]:
    """Hand out the questions of ``entries`` of the index as lines of a file; it is on record that they were."""
    audit.record("questions.exported", by=by, obj=None, number=len(entries))
    return file_rows(entries)


def _renamed(cells: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    return {names[name]: text for name, text in cells.items() if names[name]}
