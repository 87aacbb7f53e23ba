"""What a version was published with, and why; the database itself refuses to rewrite it.

SQLite drops a table's triggers when a later migration rebuilds the table; such a migration creates them again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MESSAGE = "What was accepted at publishing never changes."
TABLE = "question_bank_acceptedwarning"


def add_trigger(apps, schema_editor):
    """Refuse every update."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"""
            CREATE FUNCTION {TABLE}_stands() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """)
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_stands BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TABLE}_stands()"
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_stands BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def drop_trigger(apps, schema_editor):
    """Let it be rewritten."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_stands ON {TABLE}")
        schema_editor.execute(f"DROP FUNCTION {TABLE}_stands()")
    else:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_stands")


class Migration(migrations.Migration):
    dependencies = [
        ("question_bank", "0005_count_what_keeps_a_draft"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AcceptedWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("check_key", models.SlugField(max_length=40)),
                ("anchor", models.CharField(max_length=200)),
                ("says", models.TextField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accepted_warnings",
                        to="question_bank.guideversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("version", "check_key", "anchor"), name="accepted_warning_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="accepted_warning_has_reason"
                    ),
                ],
            },
        ),
        migrations.RunPython(add_trigger, drop_trigger),
    ]
