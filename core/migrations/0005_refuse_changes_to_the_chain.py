# ruff: noqa: S608  the statements are put together from the names in this file
"""Triggers: the database itself refuses to change, delete, truncate or replace the audit trail and its chain.

0002 keeps events from changes and deletions; this does the same for the links, and closes two side doors of both tables:
PostgreSQL's ``TRUNCATE``, and SQLite's ``REPLACE``, which removes rows without asking a trigger for deletions. SQLite
drops a table's triggers when a later migration rebuilds the table: such a migration creates them again.
"""

from django.db import migrations

EVENT, LINK = "core_auditevent", "core_auditlink"
UNIQUE = {EVENT: ["id"], LINK: ["sequence", "event_id", "previous", "hash"]}

POSTGRES = [
    f"""
    CREATE TRIGGER core_auditlink_append_only BEFORE UPDATE OR DELETE ON {LINK}
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse()
    """,
    *(
        f"""
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse()
        """
        for table in UNIQUE
    ),
]
POSTGRES_BACK = [
    f"DROP TRIGGER core_auditlink_append_only ON {LINK}",
    *(f"DROP TRIGGER {table}_no_truncate ON {table}" for table in UNIQUE),
]
REFUSE = "BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END"
SQLITE = [
    *(f"CREATE TRIGGER {LINK}_no_{act.lower()} BEFORE {act} ON {LINK} {REFUSE}" for act in ("UPDATE", "DELETE")),
    *(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE "
        + " OR ".join(f"{column} = NEW.{column}" for column in columns)
        + f") {REFUSE}"
        for table, columns in UNIQUE.items()
    ),
]
SQLITE_BACK = [
    *(f"DROP TRIGGER {LINK}_no_{act}" for act in ("update", "delete")),
    *(f"DROP TRIGGER {table}_no_replace" for table in UNIQUE),
]


def add_triggers(apps, schema_editor):
    """Create them."""
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    """Remove them."""
    for statement in POSTGRES_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0004_chain_the_audit_trail")]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
