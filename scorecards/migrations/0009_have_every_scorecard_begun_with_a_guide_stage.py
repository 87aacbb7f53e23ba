from importlib import import_module

from django.db import migrations, models
from django.db.models.deletion import PROTECT

triggers = import_module("scorecards.migrations.0003_keep_sealed_scorecards_from_changes")


class Migration(migrations.Migration):
    dependencies = [("scorecards", "0008_let_scorecards_keep_their_guide_stage")]

    operations = [
        migrations.RunPython(triggers.remove, triggers.install),
        migrations.AlterField(
            model_name="scorecard",
            name="guide_stage",
            field=models.ForeignKey(on_delete=PROTECT, related_name="+", to="question_bank.guidestage"),
        ),
        migrations.RunPython(triggers.install, triggers.remove),
    ]
