"""Weights of stages, marks of origin, facts and preparation; the triggers stand aside meanwhile and know them then.

On SQLite a rebuilt table loses its triggers, and those of other tables that name it would stop the rebuilding.
"""

from functools import partial
from importlib import import_module

from django.db import migrations, models

stands = import_module("question_bank.migrations.0003_refuse_changes_to_published_versions")

add_triggers = partial(stands.add_triggers, content=[*stands.CONTENT, "facts", "preparation"])


class Migration(migrations.Migration):
    dependencies = [
        ("question_bank", "0003_refuse_changes_to_published_versions"),
    ]

    operations = [
        migrations.RunPython(stands.drop_triggers, stands.add_triggers),
        migrations.AddField(
            model_name="criterion",
            name="ours",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="guidestage",
            name="ours",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="guidestage",
            name="weight",
            field=models.DecimalField(decimal_places=3, default=1, max_digits=6),
        ),
        migrations.AddField(
            model_name="guideversion",
            name="facts",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="guideversion",
            name="preparation",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="question",
            name="ours",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="question",
            name="source",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddConstraint(
            model_name="guidestage",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gte", 0)), name="guide_stage_weight_not_negative"
            ),
        ),
        migrations.RunPython(add_triggers, stands.drop_triggers),
    ]
