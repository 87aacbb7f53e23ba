from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("hiring", "0009_note_when_files_were_handed_in"),
        ("question_bank", "0009_say_for_whom_a_question_is_and_tag_it"),
    ]

    operations = [
        migrations.AddField(
            model_name="interview",
            name="guide_stage",
            field=models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="question_bank.guidestage"),
        ),
    ]
