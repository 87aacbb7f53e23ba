"""Operations for migrations that run while the release before serves: on PostgreSQL nobody waits for them.

On SQLite, and inside somebody else's transaction, as a restore is, they are Django's own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PART = 1_000


class AddIndexBeside(migrations.AddIndex):
    """Build an index while others write, and first drop what an earlier try left unfinished.

    Its migration says ``atomic = False`` and holds nothing else.
    """

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Build it."""
        if _must_be_plain(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        with _without_hurry(schema_editor.connection):
            schema_editor.remove_index(model, self.index, concurrently=True)
            schema_editor.add_index(model, self.index, concurrently=True)


class HoldNewRows(AddConstraintNotValid):
    """Hold what is written from now on to a check; ``CheckOldRows``, in a later migration, looks at what was there."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Add the constraint."""
        if _is_postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            migrations.AddConstraint.database_forwards(self, app_label, schema_editor, from_state, to_state)


class CheckOldRows(ValidateConstraint):
    """Hold the rows of before to a constraint as well; others write meanwhile."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Look at every row; SQLite did so when the constraint was added."""
        if _is_postgresql(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def parts(model: type[models.Model], *, size: int = PART) -> Iterator[models.QuerySet]:
    """Yield the rows of ``model`` in parts by their key, for a migration with ``atomic = False`` that fills them in.

    Each update is then a transaction of its own: nobody waits for longer than one takes. It must not matter that a row
    is filled in twice: a run that was killed, or gave way to whoever holds one, is begun again from the first row.
    """
    last = 0
    rows = model._base_manager.order_by("pk")
    while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:size]):
        yield rows.filter(pk__gt=last, pk__lte=keys[-1])
        last = keys[-1]


def _is_postgresql(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "postgresql"


def _must_be_plain(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return not _is_postgresql(schema_editor) or schema_editor.connection.in_atomic_block


@contextmanager
def _without_hurry(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the block wait for transactions that are open, which keeps nobody else waiting."""
    if settings.POOLED:  # The connection is not ours alone.
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute("SET lock_timeout = 0")
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [usual])
