"""Moving everything from the database in use to another, empty one."""

from copy import deepcopy
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from .making import audit_head
from .problem import BackupProblem
from .restoring import Say, tell_of_the_chain
from .rows import lines_of
from .snapshot import snapshot
from .target import (
    built_anew,
    compare,
    default_database,
    fill,
    migrate_forward,
    migrate_to,
    refuse_what_is_there,
    unapplied,
    words_of,
)


def move(config: dict[str, Any], *, say: Say) -> int:
    """Copy every row into the database that ``config`` describes, and return how many. Raises ``BackupProblem``.

    Nobody can write into the old one meanwhile, and it stays as it is. The new one is built in one piece: it must be
    empty, and stays so if anything fails.
    """
    old = connections[DEFAULT_DB_ALIAS].settings_dict
    config = deepcopy(old) | config
    if all(config[part] == old[part] for part in ("ENGINE", "NAME", "HOST", "PORT")):
        raise BackupProblem("That is the database in use. Name another one.")
    try:
        with snapshot(alone=True) as moment, default_database(config):
            refuse_what_is_there(replace=False)
            with built_anew():
                tables = migrate_to(moment.migrations)
                given = fill(
                    tables, lambda table: lines_of(_same(moment.tables, table), moment.using), moment.sequences
                )
                compare(tables, {name: (passed.count, passed.sha256) for name, passed in given.items()})
                migrate_forward()
                if missing := unapplied():
                    raise BackupProblem(f"A migration is missing after the move: {missing[0]}.")
                tell_of_the_chain(audit_head(moment.using), say)
    except DatabaseError as error:
        raise BackupProblem(f"The database refused: {words_of(error)}. Nothing was moved.") from error
    for name, passed in given.items():
        say(f"{name:45} {passed.count:>10,} rows  {passed.sha256[:16]}")
    return sum(passed.count for passed in given.values())


def _same(tables: list[Any], wanted: Any) -> Any:
    return next(table for table in tables if table._meta.db_table == wanted._meta.db_table)
