from django.db import migrations, models

from core.expanding import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("hiring", "0030_forget_when_a_name_was_told")]

    operations = [
        AddIndexBeside(
            "interview",
            models.Index(
                condition=models.Q(("candidate_reply", "declined")), fields=["starts_at"], name="interview_declined"
            ),
        ),
    ]
