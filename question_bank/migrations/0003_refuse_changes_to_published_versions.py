"""Triggers: the database itself refuses to rewrite a published version, since people were measured with it.

SQLite drops a table's triggers when a later migration rebuilds the table; such a migration creates them again.
"""

from django.db import migrations

MESSAGE = "A published guide version never changes."
VERSION_OF = {
    "guidestage": "OLD.version_id",
    "criterion": "OLD.version_id",
    "guidecompetency": "OLD.version_id",
    "question": "(SELECT version_id FROM question_bank_guidestage WHERE id = OLD.stage_id)",
    "stagecriterion": "(SELECT version_id FROM question_bank_guidestage WHERE id = OLD.stage_id)",
}
CONTENT = [
    "guide_id", "number", "content_hash", "name", "source", "summary", "how_to_use", "placeholders",
    "not_enough_information", "job_description", "profile", "faq",
]  # fmt: skip


def conditions(vendor, content=CONTENT, open_states="'draft'"):
    """Yield each table with the condition under which an update is refused.

    ``content``: columns of the version; ``open_states``: in which it may be rewritten.
    """
    for table, version in VERSION_OF.items():
        published = (
            f"SELECT 1 FROM question_bank_guideversion v WHERE v.id = {version} AND v.state NOT IN ({open_states})"  # noqa: S608
        )
        yield table, f"EXISTS ({published})"
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    rewritten = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in content)
    yield "guideversion", f"OLD.state NOT IN ({open_states}) AND ({rewritten})"


def add_triggers(apps, schema_editor, content=CONTENT, open_states="'draft'"):
    """Create one trigger per table."""
    vendor = schema_editor.connection.vendor
    for table, condition in conditions(vendor, content, open_states):
        name, on = f"question_bank_{table}_stands", f"question_bank_{table}"
        if vendor == "postgresql":
            schema_editor.execute(f"""
                CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF {condition} THEN
                        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                END $$
            """)
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {on} FOR EACH ROW EXECUTE FUNCTION {name}()")
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {on} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )


def drop_triggers(apps, schema_editor):
    """Remove them."""
    vendor = schema_editor.connection.vendor
    for table, _ in conditions(vendor):
        name = f"question_bank_{table}_stands"
        if vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON question_bank_{table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("question_bank", "0002_let_guides_word_level_zero")]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
