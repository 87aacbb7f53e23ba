"""Judges migrations: whether the release before goes on working on what they leave, and whether nobody waits for them.

Read by `tests/test_migrations.py`; the rules and their reasons stand in `docs/decisions/0031`.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, CheckConstraint, Field

from core.expanding import AddIndexBeside, CheckOldRows, HoldNewRows

# Of a migration's operations these are judged, or need no judging; any other needs both reasons.
KNOWN = (
    migrations.CreateModel,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.RemoveIndex,
    migrations.RemoveConstraint,
    migrations.RunPython,
    migrations.AddIndex,
    migrations.AddConstraint,
    migrations.AddField,
    migrations.AlterField,
    migrations.RunSQL,
    migrations.SeparateDatabaseAndState,
    AddIndexConcurrently,
    CheckOldRows,
)
# What a migration says, in a sentence: why nothing that runs needs any more what it takes away, or why it may keep
# writers waiting.
CONTRACTS, WAITS = "contracts", "waits"
SHRINKING = re.compile(r"\b(DROP\s+(TABLE|COLUMN)|RENAME|SET\s+NOT\s+NULL|TRUNCATE)\b", re.IGNORECASE)
# From a type of column to one that takes every value of it, and for which PostgreSQL writes no row anew.
WIDER = {("CharField", "TextField")}


def judge(migration: migrations.Migration, before: ProjectState) -> list[str]:
    """Return what is wrong with a migration, in sentences; ``before`` is the state that it starts from."""
    wrong: list[str] = []
    state, new = before.clone(), set()
    for operation in migration.operations:
        if isinstance(operation, migrations.CreateModel):
            new.add(operation.name_lower)
        about = getattr(operation, "model_name_lower", "")
        if about not in new and not getattr(migration, CONTRACTS, ""):
            wrong += _takes_away(operation, migration.app_label, state)
        if about not in new and not getattr(migration, WAITS, ""):
            wrong += _keeps_others_waiting(operation, migration)
        operation.state_forwards(migration.app_label, state)
    return [f"{migration.app_label}.{migration.name}: {words}" for words in wrong]


def _takes_away(operation: Operation, app: str, state: ProjectState) -> Iterator[str]:
    """What the release before cannot go on with."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from _takes_away(inner, app, state)
        return
    gone = [words for kind, words in GONE.items() if isinstance(operation, kind)]
    if gone or not isinstance(operation, KNOWN):
        yield f"{gone[0] if gone else 'nothing is known of what it does'}: {operation.describe()}."
    for kind, look in LOOKS.items():
        if isinstance(operation, kind):
            yield from look(operation, app, state)


def _added(operation: Any, app: str, state: ProjectState) -> Iterator[str]:
    field = operation.field
    if not field.null and not field.many_to_many and field.db_default is NOT_PROVIDED:
        yield f"the release before inserts without {operation.name}, which needs null=True or db_default"


def _altered(operation: Any, app: str, state: ProjectState) -> Iterator[str]:
    old: Field = state.models[app, operation.model_name_lower].fields[operation.name]
    new: Field = operation.field
    name = f"{operation.model_name}.{operation.name}"
    if old.null and not new.null:
        yield f"{name} is not nullable any more"
    if new.unique and not old.unique:
        yield f"{name} is unique from now on"
    elif _is_indexed(new) and not _is_indexed(old):
        yield f"the index of {name} keeps writers waiting; add it with AddIndexBeside"
    kinds = old.get_internal_type(), new.get_internal_type()
    if kinds[0] != kinds[1] and kinds not in WIDER:
        yield f"{name} becomes a {kinds[1]}"
    elif new.max_length and (old.max_length or 10**9) > new.max_length:
        yield f"{name} takes {new.max_length} characters only"
    if old.has_db_default() and not new.has_db_default():
        yield f"{name} loses its db_default"


def _said(operation: Any, app: str, state: ProjectState) -> Iterator[str]:
    if SHRINKING.search(str(operation.sql)):
        yield f"its SQL takes away: {str(operation.sql)[:60]}"


def _keeps_others_waiting(operation: Operation, migration: migrations.Migration) -> Iterator[str]:
    """What locks a table that is there already for as long as its rows are read."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from _keeps_others_waiting(inner, migration)
    elif isinstance(operation, (AddIndexBeside, AddIndexConcurrently)):
        if migration.atomic or len({type(each) for each in migration.operations}) > 1:
            yield "AddIndexBeside takes a migration of its own with atomic = False"
    elif isinstance(operation, migrations.AddIndex):
        yield f"AddIndex on {operation.model_name} keeps writers waiting; use core.expanding.AddIndexBeside"
    elif isinstance(operation, migrations.AddConstraint) and not isinstance(operation, HoldNewRows):
        yield f"AddConstraint on {operation.model_name} keeps writers waiting" + _instead(operation)
    elif isinstance(operation, CheckOldRows) and any(isinstance(each, HoldNewRows) for each in migration.operations):
        yield "CheckOldRows comes in a migration after that of HoldNewRows"
    elif isinstance(operation, migrations.AddField) and _is_indexed(operation.field):
        yield f"the index of {operation.name} keeps writers waiting; add it with AddIndexBeside"
    else:
        yield from _runs(operation, migration)


def _runs(operation: Operation, migration: migrations.Migration) -> Iterator[str]:
    if isinstance(operation, migrations.RunSQL):
        yield "nobody knows for how long its SQL holds others up"
    elif isinstance(operation, migrations.RunPython) and migration.atomic:
        yield "RunPython holds every row that it changes until its end; take atomic = False and core.expanding.parts"


def _instead(operation: migrations.AddConstraint) -> str:
    return "; use HoldNewRows, later CheckOldRows" if isinstance(operation.constraint, CheckConstraint) else ""


def _is_indexed(field: Any) -> bool:
    """Whether a column comes with an index: it is made while nobody may even read the table, empty as it is."""
    return bool(not field.many_to_many and (field.unique or getattr(field, "db_index", False)))


GONE: dict[type[Operation], str] = {
    migrations.RemoveField: "the release before reads this column",
    migrations.RenameField: "the release before reads the old name",
    migrations.RenameModel: "the release before reads the old name",
    migrations.DeleteModel: "the release before reads this table",
    migrations.AlterModelTable: "the release before reads the old table",
}
LOOKS: dict[type[Operation], Callable[..., Iterator[str]]] = {
    migrations.AddField: _added,
    migrations.AlterField: _altered,
    migrations.RunSQL: _said,
}
