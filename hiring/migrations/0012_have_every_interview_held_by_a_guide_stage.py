from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("hiring", "0011_note_what_interviews_are_held_by")]

    operations = [
        migrations.AlterField(
            model_name="interview",
            name="guide_stage",
            field=models.ForeignKey(on_delete=PROTECT, related_name="+", to="question_bank.guidestage"),
        ),
    ]
