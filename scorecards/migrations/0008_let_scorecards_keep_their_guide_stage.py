from importlib import import_module

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.deletion import PROTECT

# SQLite cannot rebuild a table that triggers name, and sealed scorecards get the field too.
triggers = import_module("scorecards.migrations.0003_keep_sealed_scorecards_from_changes")


def note(apps, schema_editor):
    """Every scorecard was begun with what its interview is held by."""
    panelists = apps.get_model("hiring", "Panelist").objects.filter(pk=OuterRef("panelist"))
    held = Subquery(panelists.values("interview__guide_stage"))
    apps.get_model("scorecards", "Scorecard").objects.update(guide_stage=held)


class Migration(migrations.Migration):
    dependencies = [
        ("hiring", "0012_have_every_interview_held_by_a_guide_stage"),
        ("scorecards", "0007_count_time_per_question"),
    ]

    operations = [
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.AddField(
            model_name="scorecard",
            name="guide_stage",
            field=models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="question_bank.guidestage"),
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
