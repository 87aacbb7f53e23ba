# ruff: noqa: S608  the statements are put together from the names in this file
"""Triggers that refuse every change to a decision and its parts, on SQLite and PostgreSQL.

A decision takes effect once, is asked to be approved once and is set aside once; nothing else of it changes. Its
grounds and the dissent that it took along never do, nor what an approver answered. Deleting stays possible, for the
erasure of a candidate's data. A later migration that rebuilds one of these tables on SQLite begins with
``RunPython(remove)`` and ends with ``RunPython(install)``, as with sealed scorecards.
"""

from django.db import migrations

WORDS = "A recorded decision never changes."
DECISION, GROUND, DISSENT, APPROVAL = (f"debriefs_{name}" for name in ("decision", "ground", "dissent", "approval"))
FIXED = [
    "debrief_id",
    "outcome",
    "reason",
    "composite",
    "departs_from_composite",
    "departure_reason",
    "dissent",
    "by_id",
    "at",
    "other_role_id",
]
# Columns that are set together, once, and the one that says whether they are.
ONCE = {
    "effective_at": ["effective_at"],
    "asked_at": ["asked_at", "needed", "in_order"],
    "set_aside_at": ["set_aside_at", "set_aside_by_id", "set_aside_as", "set_aside_reason"],
}
BEGUN = "COALESCE(effective_at, asked_at, set_aside_at) IS NOT NULL"
SEALED = f"(SELECT 1 FROM {DECISION} WHERE id = NEW.decision_id AND {BEGUN})"
TRIGGERS = {
    "decision_never_changes": (DECISION, "UPDATE"),
    "ground_never_changes": (GROUND, "UPDATE"),
    "ground_comes_with_its_decision": (GROUND, "INSERT"),
    "dissent_taken_along_never_changes": (DISSENT, "UPDATE"),
    "dissent_comes_before_its_decision": (DISSENT, "INSERT"),
    "approval_answered_never_changes": (APPROVAL, "UPDATE"),
}


def install(apps, schema_editor):
    """Create the triggers anew."""
    remove(apps, schema_editor)
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for name, (table, act) in TRIGGERS.items():
        refused = _refused(name, "IS NOT" if on_sqlite else "IS DISTINCT FROM")
        for statement in _sqlite(name, table, act, refused) if on_sqlite else _postgresql(name, table, act, refused):
            schema_editor.execute(statement)


def remove(apps, schema_editor):
    """Drop the triggers if they are there."""
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, (table, _) in TRIGGERS.items():
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if on_postgresql else ""))
        if on_postgresql:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS debriefs_{name}()")


def _refused(name, differs):
    """The condition under which a trigger refuses."""

    def changed(columns):
        return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in columns)

    once = [f"(OLD.{mark} IS NOT NULL AND ({changed(columns)}))" for mark, columns in ONCE.items()]
    return {
        "decision_never_changes": " OR ".join([changed(FIXED), *once]),
        "ground_never_changes": "1 = 1",
        "ground_comes_with_its_decision": f"EXISTS {SEALED}",
        "dissent_taken_along_never_changes": f"OLD.decision_id IS NOT NULL OR EXISTS {SEALED}",
        "dissent_comes_before_its_decision": "NEW.decision_id IS NOT NULL",
        "approval_answered_never_changes": "OLD.answered_at IS NOT NULL",
    }[name]


def _sqlite(name, table, act, refused):
    yield f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {refused} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"


def _postgresql(name, table, act, refused):
    yield (
        f"CREATE FUNCTION debriefs_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {refused} THEN "
        f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
    )
    yield f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION debriefs_{name}()"


class Migration(migrations.Migration):
    dependencies = [("debriefs", "0008_let_decisions_be_approved_and_others_listen")]

    operations = [migrations.RunPython(install, remove)]
