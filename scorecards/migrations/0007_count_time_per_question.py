from importlib import import_module

from django.db import migrations, models

# SQLite cannot rebuild a table that triggers name; it gets them back at the end.
triggers = import_module("scorecards.migrations.0003_keep_sealed_scorecards_from_changes")


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0006_note_red_flags_and_confidence")]

    operations = [
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.AddField(
            model_name="answer",
            name="seconds",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("seconds__range", (0, 14400))), name="answer_seconds_within_4_hours"
            ),
        ),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
