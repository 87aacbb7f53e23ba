from django.db import migrations, models

from core.expanding import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("hiring", "0033_let_interviews_have_a_channel")]

    operations = [AddIndexBeside("interview", models.Index(fields=["ends_at"], name="interview_ends"))]
