"""A large file of questions is written in parts by a job."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_index_the_audit_trail_by_person_and_act"),
        ("question_bank", "0015_compare_questions_by_threes_of_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="questionimport",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="questionimport",
            name="job",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="core.job"
            ),
        ),
        migrations.CreateModel(
            name="QuestionImportPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("rows", models.JSONField()),
                ("told", models.JSONField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("added", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("left", models.JSONField(blank=True, default=list)),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="question_bank.questionimport",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("upload", "number"), name="question_import_part_once")],
            },
        ),
    ]
