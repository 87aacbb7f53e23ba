"""Triggers: the database itself refuses to change or delete what the audit trail holds."""

from django.db import migrations

POSTGRES = [
    """
    CREATE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'The audit trail is append-only.' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER core_audit_append_only BEFORE UPDATE OR DELETE ON core_auditevent
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse()
    """,
]
POSTGRES_BACK = [
    "DROP TRIGGER core_audit_append_only ON core_auditevent",
    "DROP FUNCTION core_audit_refuse()",
]
SQLITE = [
    f"""
    CREATE TRIGGER core_audit_no_{act.lower()} BEFORE {act} ON core_auditevent
    BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END
    """
    for act in ("UPDATE", "DELETE")
]
SQLITE_BACK = ["DROP TRIGGER core_audit_no_update", "DROP TRIGGER core_audit_no_delete"]


def add_triggers(apps, schema_editor):
    """Create them."""
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    """Remove them."""
    for statement in POSTGRES_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_create_jobs_outbox_packets_and_audit_trail")]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
