# ruff: noqa: S608  the statements are put together from the names in this file
"""Triggers that refuse every change to a sealed scorecard, its ratings and its answers, on SQLite and PostgreSQL.

Deleting stays possible, for the erasure of a candidate's data. SQLite drops a table's triggers when a later migration
rebuilds the table, and refuses that while others name it: such a migration begins with ``RunPython(remove)`` and ends
with ``RunPython(install)`` (a test looks for the triggers).
"""

from django.db import migrations

WORDS = "A sealed scorecard never changes."
PARTS = ["scorecards_rating", "scorecards_answer"]
ACTS = ["INSERT", "UPDATE"]


def install(apps, schema_editor):
    """Create the triggers anew."""
    remove(apps, schema_editor)
    statements = _sqlite() if schema_editor.connection.vendor == "sqlite" else _postgresql()
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    """Drop the triggers if they are there."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table in [("scorecard_sealed_update", "scorecards_scorecard"), *_part_triggers()]:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if on_postgresql else ""))
    if on_postgresql:
        for function in ["scorecards_refuse_change", "scorecards_refuse_part_change"]:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {function}()")


def _part_triggers():
    return [(f"{table.removeprefix('scorecards_')}_sealed_{act.lower()}", table) for table in PARTS for act in ACTS]


def _sqlite():
    refuse = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    yield (
        "CREATE TRIGGER scorecard_sealed_update BEFORE UPDATE ON scorecards_scorecard "
        f"WHEN OLD.sealed_at IS NOT NULL {refuse}"
    )
    for name, table in _part_triggers():
        act = name.rsplit("_", 1)[1].upper()
        rows = "(NEW.scorecard_id)" if act == "INSERT" else "(NEW.scorecard_id, OLD.scorecard_id)"
        yield (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN EXISTS (SELECT 1 FROM scorecards_scorecard "
            f"WHERE id IN {rows} AND sealed_at IS NOT NULL) {refuse}"
        )


def _postgresql():
    raise_it = f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'check_violation'"
    yield (
        f"CREATE FUNCTION scorecards_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raise_it}; END $$"
    )
    yield (
        "CREATE FUNCTION scorecards_refuse_part_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM scorecards_scorecard WHERE sealed_at IS NOT NULL AND (id = NEW.scorecard_id "
        f"OR (TG_OP = 'UPDATE' AND id = OLD.scorecard_id))) THEN {raise_it}; END IF; RETURN NEW; END $$"
    )
    yield (
        "CREATE TRIGGER scorecard_sealed_update BEFORE UPDATE ON scorecards_scorecard FOR EACH ROW "
        "WHEN (OLD.sealed_at IS NOT NULL) EXECUTE FUNCTION scorecards_refuse_change()"
    )
    for name, table in _part_triggers():
        act = name.rsplit("_", 1)[1].upper()
        yield (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW "
            "EXECUTE FUNCTION scorecards_refuse_part_change()"
        )


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0002_keep_the_revision_of_each_field")]

    operations = [migrations.RunPython(install, remove)]
