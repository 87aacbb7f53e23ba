"""Writing many rows at once: COPY on PostgreSQL, one statement for many rows on SQLite."""

from collections.abc import Iterator
from io import StringIO
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import Model

from core.models import AuditEvent
from debriefs.models import AgendaNote, Attendance, Debrief, Decision, Ground, NextStep
from hiring.models import Booking, Candidacy, Candidate, Interview, Panelist, StageDecision, WorkSample
from references.models import Attempt, Consent, Referee, ReferenceAnswer, ReferenceCheck, ReferenceRating
from scorecards.models import Answer, Exposure, Rating, Reveal, Revision, Scorecard

# PostgreSQL hands out numbers in blocks of so many; what is left of a block is lost.
BLOCK = 500

Row = tuple[Any, ...]


class Table:
    """A model's table and the columns that are written; what is not named has the default of its column, or none."""

    def __init__(self, model: type[Model], fields: str) -> None:
        self.model = model
        self.name = model._meta.db_table
        self.columns = [str(model._meta.get_field(name).column) for name in fields.split()]  # type: ignore[union-attr]


# In the order in which they are written. Foreign keys are looked at when the transaction ends, but the triggers that
# keep sealed scorecards and decisions from changes look at once: so what belongs to them comes first.
TABLES = {
    table.model: table
    for table in [
        Table(Candidate, "id uid created_at name email phone timezone spoken_name pronunciation"),
        Table(Candidacy, "id uid created_at role candidate stage stage_entered_at state ended_at created_by"),
        Table(
            Interview,
            "id uid created_at candidacy stage guide_stage starts_at ends_at time_set_at timezone place "
            "candidate_zone spoken_words sequence created_by override_reason cancelled_at cancelled_reason no_show "
            "candidate_asked candidate_reply",
        ),
        Table(WorkSample, "uid created_at interview token_hash handed_in_at asked_words extra_days"),
        Table(
            Panelist,
            "id uid created_at interview user shadows joined_at left_at left_reason recused_at recusal_reason "
            "asked_sequence reply",
        ),
        Table(Booking, "interview user candidate starts_at ends_at"),
        Table(Rating, "scorecard criterion level evidence written_at"),
        Table(
            Answer,
            "scorecard question notes asked skip_reason areas follow_ups own_follow_up seconds written_at",
        ),
        Table(
            Scorecard,
            "id uid created_at panelist guide_stage recommendation confidence summary red_flags red_flag_notes "
            "revision saved_by field_revisions saved_at sealed_at independence exposed_at",
        ),
        Table(Exposure, "user scorecard candidacy at via"),
        Table(
            Revision,
            "uid created_at scorecard recommendation reason after_reveal by at",
        ),
        Table(StageDecision, "id uid created_at candidacy stage to_stage decision reason by at"),
        Table(Reveal, "id candidacy at by override_reason closed_at"),
        Table(
            Debrief,
            "id uid created_at candidacy facilitator scheduled_at opened_at opened_by guide_version override_reason "
            "closed_at reveal",
        ),
        Table(Attendance, "debrief user first_at last_at"),
        Table(AgendaNote, "debrief question text revision written_by written_at"),
        Table(Ground, "decision scorecard criterion"),
        Table(
            Decision,
            "id uid created_at debrief outcome reason composite departs_from_composite departure_reason dissent by at "
            "needed in_order effective_at set_aside_as set_aside_reason",
        ),
        Table(Decision.moves.through, "decision stagedecision"),
        Table(NextStep, "uid created_at debrief decision text owner due_on done_at"),
        Table(Referee, "id uid created_at candidacy name relation relationship period company email phone added_by"),
        Table(Consent, "referee of how recorded_by recorded_at"),
        Table(Attempt, "referee outcome by at"),
        Table(
            ReferenceCheck,
            "id uid created_at referee guide_stage taken_by by_link to_verify revision saved_by field_revisions "
            "saved_at finished_at",
        ),
        Table(ReferenceAnswer, "check_taken question text hesitated qualified"),
        Table(ReferenceRating, "check_taken criterion level evidence"),
        Table(AuditEvent, "at actor verb object_type object_uid scope_uid data"),
    ]
}


class Batch:
    """Rows that are written together. Values are numbers, ``None`` and text without tabs, breaks and backslashes."""

    def __init__(self) -> None:
        self.rows: dict[type[Model], list[Row]] = {model: [] for model in TABLES}
        self._numbers: dict[type[Model], Iterator[int]] = {}

    def add(self, model: type[Model], *values: Any) -> None:
        """Add one row, its values in the order of the table's columns."""
        self.rows[model].append(values)

    def number(self, model: type[Model]) -> int:
        """A primary key for a row of ``model`` that nobody else has or gets."""
        if model not in self._numbers:
            self._numbers[model] = _numbers(model._meta.db_table)
        return next(self._numbers[model])

    def write(self) -> int:
        """Store the rows in the transaction that is open; returns how many."""
        for model, rows in self.rows.items():
            if rows:
                _write(TABLES[model], rows)
        return sum(len(rows) for rows in self.rows.values())


def _numbers(table: str) -> Iterator[int]:
    """Numbers of the table's own sequence. On SQLite nobody else writes while the transaction is open."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            yield from count((cursor.fetchone() or (0,))[0] + 1)
        while True:
            query = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(query, [table, BLOCK])
            yield from [number for (number,) in cursor.fetchall()]


def _write(table: Table, rows: list[Row]) -> None:
    columns = ", ".join(f'"{name}"' for name in table.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = "\n".join(["\t".join(["\\N" if value is None else str(value) for value in row]) for row in rows])
            cursor.copy_expert(f'COPY "{table.name}" ({columns}) FROM STDIN', StringIO(text))
        else:
            places = ", ".join(["%s"] * len(table.columns))
            cursor.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})', rows)  # noqa: S608
